package dev.belfry.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * How much can be replayed. The log keeps to it; a store holds as much at least.
 *
 * @param events the most events of a topic; older ones are let go
 * @param bytes the most of all topics, data, names and 336 bytes of overhead an event; the oldest
 *     events are let go. Without a value: 256MB, or a quarter of the heap if that is less
 * @param age how long an event is kept
 */
@ConfigurationProperties("belfry.retention")
public record RetentionProperties(
    @DefaultValue("10000") int events,
    @Nullable DataSize bytes,
    @DefaultValue("24h") @DurationUnit(ChronoUnit.SECONDS) Duration age) {

  /**
   * @throws UnusableConfigurationException if a value is out of its range
   */
  public RetentionProperties {
    Ranges.RETAINED.check(events);
    Ranges.RETAINED_BYTES.checkIfSet(bytes);
    Ranges.RETAINED_FOR.check(age);
  }
}
