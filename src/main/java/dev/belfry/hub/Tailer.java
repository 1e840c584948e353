package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import dev.belfry.log.EventLog;
import dev.belfry.store.Tail;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what the store has accepted to the log, and trims it: the log's one writer. Publishers
 * share its lock, readers never take it.
 */
final class Tailer implements Tail, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Tailer.class);

  private final EventLog log;
  private final InstantSource clock;

  /** Whether what comes is new, and not what the store held when the node was started. */
  private boolean live;

  private final LongConsumer released;
  private final ScheduledExecutorService trimming =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("belfry-trim").factory());

  /**
   * A tailer of a log.
   *
   * @param clock never jumps: it says how old events are
   * @param released is told up to which position nothing can be replayed any more
   */
  Tailer(EventLog log, InstantSource clock, LongConsumer released) {
    this.log = log;
    this.clock = clock;
    this.released = released;
  }

  /** Trims once a second, also while nothing is published. */
  void start() {
    synchronized (this) {
      live = true;
      log.forgetEmpty();
    }
    var _ = trimming.scheduleWithFixedDelay(this::trim, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public synchronized void appended(List<Event> events) {
    Instant now = clock.instant();
    Instant publishedAt = events.getFirst().publishedAt();
    log.append(events, live || publishedAt.isAfter(now) ? now : publishedAt);
    log.trim(now);
  }

  @Override
  public synchronized void deleted(TopicName topic, long position) {
    log.delete(topic, position);
  }

  @Override
  public synchronized void trimmed(long position, Map<TopicName, Long> newest) {
    log.trimmed(position, newest);
  }

  @Override
  public boolean holds(TopicName topic, long position) {
    return log.holds(topic, position);
  }

  @Override
  public synchronized void lost(long position) {
    log.lost(position);
  }

  private void trim() {
    try {
      long gone;
      synchronized (this) {
        log.trim(clock.instant());
        gone = log.released();
      }
      released.accept(gone);
    } catch (RuntimeException e) {
      LOGGER.error("The log could not be trimmed", e); // and will be tried again
    }
  }

  @Override
  public void close() {
    trimming.shutdownNow();
  }
}
