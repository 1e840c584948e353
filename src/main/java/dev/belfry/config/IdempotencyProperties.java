package dev.belfry.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * How requests with an Idempotency-Key are remembered.
 *
 * @param window how long
 * @param keys of how many events at most; requests with other keys are refused then (429). Without
 *     a value: 100000, or what fits the heap
 */
@ConfigurationProperties("belfry.idempotency")
public record IdempotencyProperties(
    @DefaultValue("10m") @DurationUnit(ChronoUnit.SECONDS) Duration window,
    @Nullable Integer keys) {

  /**
   * @throws UnusableConfigurationException if a value is out of its range
   */
  public IdempotencyProperties {
    Ranges.WINDOW.check(window);
    Ranges.KEYS.checkIfSet(keys);
  }
}
