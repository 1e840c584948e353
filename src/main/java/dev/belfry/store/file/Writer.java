package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.IdempotencyKey;
import dev.belfry.store.IdempotencyKeys;
import dev.belfry.store.Refusal;
import dev.belfry.store.RetainedEvents;
import dev.belfry.store.Tail;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is asked of the store, in groups: all requests that wait share one write and one sync.
 * One thread's own.
 *
 * <p>If the write or the sync of a group fails, nobody knows what of it is on the disk, and nothing
 * can be written behind it. So nothing is accepted until a new segment could be begun that begins
 * with the group's first position: what the old segment has from that position on is not read.
 */
final class Writer {

  private static final Logger LOGGER = LoggerFactory.getLogger(Writer.class);

  /** How long after a failure the disk is tried again. */
  static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  private final Segments segments;
  private final Epoch epoch;
  private final IdempotencyKeys keys;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Log log;
  private final Group group = new Group();

  /** The position of the last event that is durable. */
  private volatile long head;

  /** The position of the last event of the group. */
  private long last;

  /** Why the disk failed last; null once a new segment could be begun since. */
  private @Nullable IOException failure;

  private long failedAt;

  /** Whether the disk failed at the last request that needed it. */
  private boolean refusing;

  /** Whether nothing may be written to the current segment: a new one has to be begun first. */
  private boolean unproved;

  /** Whether the tail failed: it lacks events that are durable, and no later ones fit behind. */
  private boolean broken;

  /** This node's log: the tail that feeds it, and what it has of what it was fed with. */
  record Log(Tail tail, RetainedEvents retained) {

    /** What a deletion comes to, as the log stands now. */
    DeleteOutcome outcomeOf(Request.Delete request) {
      return DeleteOutcome.of(retained.state(request.topic, request.position));
    }
  }

  Writer(
      Segments segments,
      Recovered recovered,
      IdempotencyKeys keys,
      InstantSource clock,
      LongSupplier nanoClock,
      Log log) {
    this.segments = segments;
    this.epoch = recovered.epoch();
    this.head = recovered.head();
    this.last = head;
    this.keys = keys;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.log = log;
  }

  /** Does these requests in their order, and answers each. */
  void work(List<Request<?>> requests) {
    try {
      requests.stream().filter(Request::take).forEach(this::work);
      commit();
    } catch (RuntimeException | Error e) {
      broken = true;
      group.refuse(new Refusal.Unknown());
      requests.forEach(request -> request.refuse(new Refusal.Unknown()));
      LOGGER.error("the store accepts nothing any more: a defect", e); // last: it may fail as well
    }
  }

  private void work(Request<?> request) {
    if (broken) {
      request.refuse(new Refusal.Unavailable(TRY_AGAIN));
      return;
    }
    switch (request) {
      case Request.Append append -> append(append);
      case Request.Find find -> find(find);
      case Request.Delete delete -> delete(delete);
      case Request.Nothing nothing -> nothing.end(Optional.empty());
    }
  }

  /** The position of the last event that is durable. Any thread. */
  long head() {
    return head;
  }

  /** Whether events are accepted, as far as is known. */
  boolean accepts() {
    return !refusing && !broken;
  }

  /** Whether nothing will be accepted any more: the tail has not got what is durable. */
  boolean isBroken() {
    return broken;
  }

  /** Drops segments that need not be kept. */
  void release(long position) {
    keys.forgetOld();
    segments.drop(position);
  }

  private void append(Request.Append request) {
    IdempotencyKey key = request.key;
    if (key != null) {
      AppendOutcome before = keys.find(key);
      if (before != null) {
        request.end(before);
        return;
      }
      if (!keys.hasRoomFor(group.keyed() + request.posts.size())) {
        request.end(keys.noRoom());
        return;
      }
    }
    long bytes = RecordFormat.bound(request.posts);
    if (bytes > RecordFormat.MAX_CONTENT) {
      request.end(new Refusal.RequestTooLarge(RecordFormat.MAX_CONTENT));
      return;
    }
    Refusal refusal = makeRoom(bytes);
    if (refusal != null) {
      request.end(refusal);
      return;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Event> events = new ArrayList<>(request.posts.size());
    for (Post post : request.posts) {
      events.add(new Event(new EventId(epoch, ++last), now, post));
    }
    group.add(request, events);
  }

  private void find(Request.Find request) {
    commit(); // it may be in the group
    request.end(Optional.ofNullable(keys.find(request.key)));
  }

  private void delete(Request.Delete request) {
    DeleteOutcome outcome = log.outcomeOf(request);
    if (!(outcome instanceof DeleteOutcome.Deleted)) {
      request.end(outcome); // there is nothing to write down
      return;
    }
    Refusal refusal = makeRoom(RecordFormat.DELETED_BOUND);
    if (refusal != null) {
      request.end(refusal);
      return;
    }
    group.add(request);
  }

  /**
   * Makes room for a record in the group and in the segment: writes the group if need be, and
   * begins a new segment.
   *
   * @return why there is none, or null
   */
  private @Nullable Refusal makeRoom(long bytes) {
    if (!group.hasRoom(bytes, segments.room())) {
      commit();
      group.reserve(bytes);
    }
    return !unproved && bytes <= segments.room() ? null : begin(bytes);
  }

  /** Begins a new segment, which proves that the disk can be relied on. */
  private @Nullable Refusal begin(long bytes) {
    if (failure != null && nanoClock.getAsLong() - failedAt < TRY_AGAIN.toNanos()) {
      return refusal(failure);
    }
    try {
      segments.begin(head + 1, bytes);
    } catch (IOException e) {
      unproved |= segments.isUncertain();
      if (failure == null) {
        LOGGER.error("what needs a new segment is refused: it could not be begun", e);
      }
      failed(e);
      return refusal(e);
    }
    if (failure != null) {
      LOGGER.info("a new segment could be begun: everything is accepted again");
    }
    failure = null;
    refusing = false;
    unproved = false;
    return null;
  }

  private void failed(IOException cause) {
    failure = cause;
    failedAt = nanoClock.getAsLong();
    refusing = true;
  }

  private static Refusal refusal(IOException cause) {
    return cause instanceof DiskFullException
        ? new Refusal.Full()
        : new Refusal.Unavailable(TRY_AGAIN);
  }

  /** Makes the group durable, hands it to the tail, and answers. */
  private void commit() {
    if (group.isEmpty()) {
      return;
    }
    try {
      segments.current().append(group.records());
    } catch (IOException e) {
      LOGGER.error("nothing is accepted for now: a write or a sync has failed", e);
      failed(e);
      unproved = true;
      last = head;
      group.refuse(new Refusal.Unknown());
      return;
    }
    head = last;
    refusing = false;
    group.feed(log, keys);
    group.succeed();
  }
}
