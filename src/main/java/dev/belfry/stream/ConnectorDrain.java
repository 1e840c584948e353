package dev.belfry.stream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Stops accepting connections once all streams have ended, and lets the requests that have come, be
 * it in part, be answered, each with the word that its connection ends. What is left is cut off.
 *
 * <p>Behind the drain of the streams, during which clients are still accepted, to be sent away
 * politely. Ahead of Spring's graceful stop, which pauses the connector first of all: Tomcat then
 * answers 503 to a request that it is just reading, on which an {@code EventSource} gives up.
 */
final class ConnectorDrain implements SmartLifecycle {

  private static final Logger LOGGER = LoggerFactory.getLogger(ConnectorDrain.class);

  /** How long requests that have come in part are waited for, in nanoseconds. */
  static final long WINDOW = 2_000_000_000L;

  private static final long PACE = 10_000_000L;

  private final Connectors connectors;
  private final LongSupplier nanoClock;
  private final AtomicBoolean running = new AtomicBoolean();

  ConnectorDrain(Connectors connectors, LongSupplier nanoClock) {
    this.connectors = connectors;
    this.nanoClock = nanoClock;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 256; // higher is stopped earlier
  }

  @Override
  public void start() {
    running.set(true);
  }

  @Override
  public void stop() {
    if (!running.compareAndSet(true, false)) {
      return;
    }
    connectors.stopAccepting();
    long begin = nanoClock.getAsLong();
    while (connectors.areAnswering()
        && nanoClock.getAsLong() - begin < WINDOW
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(PACE);
    }
    int cut = connectors.cutOff(); // Spring would wait for them, for half a minute
    if (cut > 0) {
      LOGGER.warn("Requests that were not over in time and are cut off: {}", cut);
    }
  }

  @Override
  public boolean isRunning() {
    return running.get();
  }
}
