package dev.belfry.operations;

import dev.belfry.hub.Vitals;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Says whether the node has to be started again. A part of {@code /livez}. */
final class BelfryHealthIndicator implements HealthIndicator {

  private static final Logger LOGGER = LoggerFactory.getLogger(BelfryHealthIndicator.class);

  private final Vitals vitals;

  /** Whether the log tells already that something is wrong: probes come every few seconds. */
  private final AtomicBoolean told = new AtomicBoolean();

  BelfryHealthIndicator(Vitals vitals) {
    this.vitals = vitals;
  }

  @Override
  public Health health() {
    List<String> faults = vitals.faults();
    if (faults.isEmpty()) {
      told.set(false);
      return Health.up().build();
    }
    if (told.compareAndSet(false, true)) {
      LOGGER.error("This node has to be started again: {}", faults);
    }
    return Health.down().withDetail("faults", faults).build();
  }
}
