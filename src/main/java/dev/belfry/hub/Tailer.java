package dev.belfry.hub;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.IdReader;
import dev.belfry.event.TopicName;
import dev.belfry.log.EventLog;
import dev.belfry.log.TopicLog;
import dev.belfry.store.RetainedEvents;
import dev.belfry.store.Tail;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what the store has accepted to the log, and trims it: the log's one writer. Publishers
 * share its lock, readers never take it.
 */
final class Tailer implements Tail, RetainedEvents, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Tailer.class);

  /** How long publishers have the lock to themselves, between two slices, in nanoseconds. */
  private static final long PAUSE = 100_000;

  private final EventLog log;
  private final InstantSource clock;
  private final Duration age;

  /** When the log was trimmed last, once that is done regularly. */
  private volatile @Nullable Instant trimmedAt;

  /** Whether what comes is new, and not what the store held when the node was started. */
  private boolean live;

  /** When the newest event that the store held was published, and never later than now. */
  private Instant newest = Instant.MIN;

  /** How far the log's time is behind the clock. Set before there is trimming. */
  private Duration behind = Duration.ZERO;

  private volatile long releasedTo;
  private final HeadSignal headSignal;
  private final ScheduledExecutorService trimming =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("belfry-trim").factory());

  /**
   * A tailer of a log.
   *
   * @param clock never jumps: it says how old events are
   * @param age how long an event is retained
   */
  Tailer(EventLog log, InstantSource clock, Duration age) {
    this.log = log;
    this.clock = clock;
    this.age = age;
    this.headSignal = new HeadSignal(() -> log.head().id().position());
  }

  /**
   * Ends what the store held, and from then on trims once a second, also while nothing is
   * published.
   *
   * <p>If all that the store held is too old, either nothing was published for so long, or the
   * clock of a machine that has just booted is ahead. Nobody can know which, and what is trimmed is
   * deleted from the disk. So the log's time goes on where the newest event was published: events
   * leave as old as they are to leave, but time that nobody saw go by does not count.
   */
  void start() {
    synchronized (this) {
      live = true;
      Instant now = clock.instant();
      if (newest.isAfter(Instant.MIN) && newest.isBefore(now.minus(age))) {
        LOGGER.warn(
            "By this machine's clock ({}) all events are older than belfry.retention.age ({}), the"
                + " newest is of {}: the service was stopped for long, or the clock is wrong. They"
                + " are kept, as if the service had not been stopped",
            now,
            age,
            newest);
        behind = Duration.between(newest, now);
      }
      while (log.trim(now())) {
        // slice by slice; nobody waits yet
      }
      log.forgetEmpty();
    }
    trimmedAt = clock.instant();
    var _ = trimming.scheduleWithFixedDelay(this::trim, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public synchronized void begin(Epoch epoch, long start, IdReader ids) {
    log.begin(epoch, start, ids);
    releasedTo = start;
    headSignal.moved();
  }

  /**
   * Appends what the log has not got yet. What is missing ahead of it, or within, cannot be had any
   * more, or the store would have fed it: it is declared lost, so that readers are told.
   */
  @Override
  public synchronized void appended(List<Event> events) {
    Instant since = live ? now() : stored(events.getFirst().publishedAt());
    if (goesOn(events)) {
      log.append(events, since);
    } else {
      appendAround(events, since);
    }
    headSignal.moved();
    log.trim(since);
  }

  /** Whether events go on where the head is, without a hole, as they do but for a defect. */
  private boolean goesOn(List<Event> events) {
    long position = log.head().id().position();
    for (Event event : events) {
      if (event.position() != ++position) {
        return false;
      }
    }
    return true;
  }

  private void appendAround(List<Event> events, Instant since) {
    for (Event event : events) {
      long head = log.head().id().position();
      if (event.position() <= head) {
        LOGGER.warn("The store has fed {} a second time", event.id());
        continue;
      }
      if (event.position() > head + 1) {
        LOGGER.error("The store has fed nothing from behind {} to {}", log.head(), event.id());
        log.lost(event.position() - 1);
      }
      log.append(List.of(event), since);
    }
  }

  /** Since when an event has its age that the store held: its clock may have been ahead. */
  private Instant stored(Instant publishedAt) {
    Instant now = clock.instant();
    Instant since = publishedAt.isAfter(now) ? now : publishedAt;
    newest = since.isAfter(newest) ? since : newest;
    return newest;
  }

  /** The log's time. */
  private Instant now() {
    return clock.instant().minus(behind);
  }

  @Override
  public synchronized void deleted(TopicName topic, long position) {
    log.delete(topic, log.head().number(position));
  }

  @Override
  public synchronized void trimmed(long position, Map<TopicName, Long> newest) {
    log.trimmed(position, newest);
    headSignal.moved();
  }

  /**
   * Waits until this node has what the store has accepted up to a position. Any thread; returns at
   * once if it has.
   *
   * @return false if it has not in time, or if the thread was interrupted
   */
  boolean awaitHead(long position, Duration timeout) {
    return headSignal.await(position, timeout);
  }

  /** How many wait for the head. */
  int waiting() {
    return headSignal.waiting();
  }

  @Override
  public State state(TopicName topic, long position) {
    TopicLog known = log.topic(topic);
    if (known == null) {
      return State.GONE;
    }
    long number = log.head().number(position);
    if (known.replayable(number) != null) {
      return State.REPLAYABLE;
    }
    return known.isDeleted(number) ? State.DELETED : State.GONE;
  }

  @Override
  public long releasedTo() {
    return releasedTo;
  }

  @Override
  public synchronized void lost(long position) {
    log.lost(position);
    headSignal.moved();
  }

  @Override
  public synchronized void passed(long position) {
    log.passed(position);
    headSignal.moved();
  }

  @Override
  public synchronized void cut(long position, Epoch epoch) {
    log.cut(position, epoch);
    headSignal.moved();
  }

  /** Trims slice by slice: what publishers wait for meanwhile is one slice. */
  void trim() {
    try {
      while (trimSlice()) {
        LockSupport.parkNanos(PAUSE); // a monitor is not fair: publishers might never have it
      }
      trimmedAt = clock.instant();
    } catch (RuntimeException | Error e) {
      failed(e); // and will be tried again; should that not help, the age of this tells
    }
  }

  /** Trims once. Returns whether there is more to leave. */
  private boolean trimSlice() {
    Instant now = now();
    synchronized (this) {
      boolean more = log.trim(now);
      releasedTo = log.head().id(log.released()).position();
      return more;
    }
  }

  private static void failed(Throwable cause) {
    try {
      LOGGER.error("The log could not be trimmed", cause);
    } catch (RuntimeException | Error e) {
      // there is no memory to tell it with, say; what escapes would end the regular trimming
    }
  }

  /** For how long the log was not trimmed, which is done once a second. Any thread. */
  Duration age() {
    Instant last = trimmedAt;
    return last == null ? Duration.ZERO : Duration.between(last, clock.instant());
  }

  @Override
  public void close() {
    trimming.shutdownNow();
  }
}
