package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.EventIds;
import dev.belfry.store.EventStore;
import dev.belfry.store.IdempotencyKey;
import dev.belfry.store.IdempotencyKeys;
import dev.belfry.store.RetainedEvents;
import dev.belfry.store.StoreGauge;
import dev.belfry.store.StoreStatus;
import dev.belfry.store.Tail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on one disk. Publishers put requests into a queue; the thread of one {@link Writer} takes
 * all that are there, and makes them durable with one sync.
 */
final class FileStore implements EventStore, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(FileStore.class);

  /** How often old segments are looked for. */
  private static final Duration RELEASE_EVERY = Duration.ofSeconds(1);

  private final Disk disk;
  private final IdempotencyKeys keys;
  private final RetainedEvents retained;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Segments segments;
  private final BackgroundExecutor background = new BackgroundExecutor();
  private final RequestQueue queue;
  private final Recovered recovered;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("belfry-store").unstarted(this::run);
  private volatile @Nullable Writer writer;
  private long releasedAt;
  private volatile boolean accepting = true;

  /** Whether a defect keeps anything from being accepted. */
  private volatile boolean broken;

  /** When the writer has come by last; it does so at least every {@link #RELEASE_EVERY}. */
  private volatile long turnedAt;

  /** When the writer has begun what it works on, while it does. */
  private volatile long workedAt;

  private volatile boolean working;

  private volatile long diskBytes;

  /**
   * Opens a store, and reads what it holds.
   *
   * @param disk closed with the store
   * @param bytes how many of events are retained
   * @param retained what the tail has of what it was fed with
   * @param draw draws a new epoch
   * @throws UnusableDirectoryException if the store cannot be opened
   */
  FileStore(
      Disk disk,
      long bytes,
      IdempotencyKeys keys,
      RetainedEvents retained,
      InstantSource clock,
      LongSupplier nanoClock,
      Supplier<Epoch> draw) {
    this.disk = disk;
    this.keys = keys;
    this.retained = retained;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.queue = new RequestQueue(nanoClock);
    try {
      this.recovered = Recovery.recover(disk, draw);
      this.segments =
          new Segments(
              disk,
              recovered,
              new SealedSegments.Bounds(bytes, keys.window()),
              nanoClock,
              background);
    } catch (IOException e) {
      throw new UnusableDirectoryException(disk, "cannot be used: " + e.getMessage(), e);
    }
    for (String finding : recovered.findings()) {
      LOGGER.warn("{}: {}", disk, finding);
    }
    LOGGER.info(
        "the store in {} has the epoch {}, and events up to position {}",
        disk,
        recovered.epoch(),
        recovered.head());
    this.releasedAt = nanoClock.getAsLong();
  }

  @Override
  public StoreStatus status() {
    long now = nanoClock.getAsLong();
    boolean hangs = working && now - workedAt > RequestQueue.PATIENCE.toNanos();
    Duration age = writer == null ? Duration.ZERO : Duration.ofNanos(now - turnedAt);
    return new StoreStatus(accepting && !hangs, broken, age);
  }

  @Override
  public List<StoreGauge> gauges() {
    return List.of(
        StoreGauge.keys(keys),
        new StoreGauge("belfry.store.waiting", "requests that wait for the store", this::waiting),
        new StoreGauge(
            "belfry.store.bytes",
            "bytes that the store's segments take on the disk",
            this::diskBytes));
  }

  /** How many requests wait. Any thread. */
  int waiting() {
    return queue.waiting();
  }

  /** How many bytes the segments take. Any thread. */
  long diskBytes() {
    return diskBytes;
  }

  @Override
  public void tail(Tail tail) {
    tail.begin(recovered.epoch(), recovered.start(), EventIds::read);
    try {
      new Replay(disk, recovered.segments(), step -> feed(step, tail), finding -> {})
          .run(disk.names());
      segments.start(retained, recovered.head()); // and from here on files may go
    } catch (IOException e) {
      throw new UnusableDirectoryException(disk, "cannot be used: " + e.getMessage(), e);
    }
    diskBytes = segments.bytes();
    turnedAt = nanoClock.getAsLong();
    writer =
        new Writer(segments, recovered, keys, clock, nanoClock, new Writer.Log(tail, retained));
    thread.start();
  }

  private void feed(Recovered.Step step, Tail tail) {
    switch (step) {
      case Recovered.Hole(long last) -> tail.lost(last);
      case Recovered.Stored(StoredRecord.Deleted(TopicName topic, long position)) ->
          tail.deleted(topic, position);
      case Recovered.Stored(StoredRecord.Trimmed trimmed) ->
          tail.trimmed(trimmed.last(), trimmed.newest());
      case Recovered.Stored(StoredRecord.Accepted accepted) -> {
        List<Event> events = events(accepted);
        tail.appended(events);
        if (!accepted.trimmed().isEmpty()) {
          tail.trimmed(accepted.last(), accepted.newestTrimmed());
        }
        if (accepted.key() != null) {
          keys.add(accepted.key(), events, ageOf(accepted));
        }
      }
    }
  }

  /**
   * How old a key was when the newest event came. The time since then does not count: a clock that
   * is ahead at a start would make the store forget keys whose requests are sent again.
   */
  private Duration ageOf(StoredRecord.Accepted accepted) {
    return Duration.between(accepted.publishedAt(), recovered.newest());
  }

  private List<Event> events(StoredRecord.Accepted accepted) {
    List<Event> events = new ArrayList<>(accepted.posts().size());
    long position = accepted.first();
    for (Post post : accepted.posts()) {
      events.add(
          new Event(new EventId(recovered.epoch(), position++), accepted.publishedAt(), post));
    }
    return events;
  }

  @Override
  public long head() {
    Writer own = writer;
    return own == null ? recovered.head() : own.head();
  }

  @Override
  public AppendOutcome append(List<Post> posts, @Nullable IdempotencyKey key) {
    Request.Append request = new Request.Append(List.copyOf(posts), key);
    return key == null ? queue.ask(request) : queue.askOnce(request, key.key());
  }

  @Override
  public @Nullable AppendOutcome find(IdempotencyKey key) {
    return queue.ask(new Request.Find(key)).orElse(null);
  }

  @Override
  public DeleteOutcome delete(TopicName topic, String id) {
    EventId read = EventIds.read(id);
    return read == null || !read.epoch().equals(recovered.epoch())
        ? new DeleteOutcome.NotFound()
        : queue.ask(new Request.Delete(topic, read.position()));
  }

  // --- the writer's thread

  private void run() {
    Writer own = Objects.requireNonNull(writer);
    try {
      while (!queue.isClosed()) {
        turnedAt = nanoClock.getAsLong();
        List<Request<?>> requests = queue.take(RELEASE_EVERY);
        if (!requests.isEmpty()) {
          workedAt = nanoClock.getAsLong();
          working = true;
          own.work(requests);
          working = false;
        }
        if (nanoClock.getAsLong() - releasedAt >= RELEASE_EVERY.toNanos()) {
          releasedAt = nanoClock.getAsLong();
          own.release(retained.releasedTo());
        }
        accepting = own.accepts();
        broken = own.isBroken();
        diskBytes = segments.bytes();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; an interrupted thread may not use files
    } catch (RuntimeException | Error e) {
      broken = true;
      LOGGER.error("the store accepts nothing any more: a defect", e);
    } finally {
      accepting = false;
      queue.refuseAll();
    }
  }

  /** Ends what has begun, refuses what has not, and lets go of the directory. */
  @Override
  public void close() {
    boolean started = writer != null;
    queue.close();
    try {
      if (started) {
        if (!thread.join(RequestQueue.PATIENCE)) {
          LOGGER.warn("the disk does not answer");
          return; // the directory stays locked as long as something may be written to it
        }
      }
      if (!background.close(RequestQueue.PATIENCE)) {
        LOGGER.warn("the disk does not answer");
        return;
      }
      segments.close();
      disk.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
