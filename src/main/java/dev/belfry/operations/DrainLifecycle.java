package dev.belfry.operations;

import dev.belfry.hub.Streams;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Ends all streams before the web server stops: its graceful stop would wait for those that Spring
 * carries, and does not know those that were taken over.
 */
final class DrainLifecycle implements SmartLifecycle {

  private static final Logger LOGGER = LoggerFactory.getLogger(DrainLifecycle.class);

  private final Streams streams;
  private final AtomicBoolean running = new AtomicBoolean();

  DrainLifecycle(Streams streams) {
    this.streams = streams;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 512; // higher is stopped earlier
  }

  @Override
  public void start() {
    running.set(true);
    LOGGER.info("Serving at most {} streams", streams.most());
  }

  @Override
  public void stop() {
    if (!running.compareAndSet(true, false)) {
      return;
    }
    int begun = streams.size();
    boolean ended = streams.drain();
    if (ended) {
      LOGGER.info("Drained: {} streams ended", begun);
    } else {
      LOGGER.warn("Drain window over: {} of {} streams are cut off", streams.size(), begun);
    }
  }

  @Override
  public boolean isRunning() {
    return running.get();
  }
}
