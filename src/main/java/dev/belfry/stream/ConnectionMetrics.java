package dev.belfry.stream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Publishes how much room there is for connections that are no streams. */
final class ConnectionMetrics implements MeterBinder {

  private final Connectors connectors;
  private final int most;

  /**
   * @param most how many connections may wait for their client
   */
  ConnectionMetrics(Connectors connectors, int most) {
    this.connectors = connectors;
    this.most = most;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("belfry.connections", connectors, Connectors::othersThanStreams)
        .description("connections that are no streams")
        .register(registry);
    Gauge.builder("belfry.connections.max", () -> most)
        .description("connections that may wait for their client, streams apart")
        .register(registry);
    FunctionCounter.builder("belfry.connections.closed", connectors, Connectors::hungUp)
        .description("connections closed because they were silent and others needed the room")
        .register(registry);
  }
}
