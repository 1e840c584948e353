package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.log.EventLog;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what the store has accepted to the log, and trims it: the log's one writer. Publishers
 * share its lock, readers never take it.
 */
final class Tailer implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Tailer.class);

  private final EventLog log;
  private final InstantSource clock;
  private final ScheduledExecutorService trimming =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("belfry-trim").factory());

  Tailer(EventLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Trims once a second, also while nothing is published. */
  void start() {
    var _ = trimming.scheduleWithFixedDelay(this::trim, 1, 1, TimeUnit.SECONDS);
  }

  synchronized void accept(List<Event> events) {
    log.append(events);
    log.trim(clock.instant());
  }

  private void trim() {
    try {
      synchronized (this) {
        log.trim(clock.instant());
      }
    } catch (RuntimeException e) {
      LOGGER.error("The log could not be trimmed", e); // and will be tried again
    }
  }

  @Override
  public void close() {
    trimming.shutdownNow();
  }
}
