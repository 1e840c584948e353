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
import dev.belfry.store.Tail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is asked of the store, in groups: all requests that wait share one write and one sync.
 * One thread's own.
 *
 * <p>If a group could not be made durable, nobody knows what of it is on the disk. It is not
 * accepted, and nothing else is until a new segment could be begun in its place, which says that
 * what stands behind its first position in the segment before does not count.
 */
final class Writer {

  private static final Logger LOGGER = LoggerFactory.getLogger(Writer.class);

  /** How many bytes are written at once, unless a single request has more. */
  private static final int GROUP_BYTES = 1 << 20;

  /** How long after a failure the disk is tried again. */
  static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  private final Segments segments;
  private final Epoch epoch;
  private final IdempotencyKeys keys;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Tail tail;
  private final List<Accepted> group = new ArrayList<>();

  /** How many events of the group will be remembered with a key. */
  private int keyedInGroup;

  private ByteBuffer buffer = ByteBuffer.allocate(GROUP_BYTES);

  /** The position of the last event that is durable. */
  private long head;

  /** The position of the last event of the group. */
  private long last;

  /** Why no segment could be begun, or none may be written to, since then; or null. */
  private @Nullable IOException failure;

  private long failedAt;

  /** Whether what was asked for last was refused by the disk. */
  private boolean refusing;

  /** Whether nobody knows what of the last group is on the disk. */
  private boolean unproved;

  /** Whether the tail failed: it has not got what is durable, and can be fed no more. */
  private boolean broken;

  /** A request of the group, and what was made of it; no events for a deletion. */
  private record Accepted(Request<?> request, List<Event> events) {}

  Writer(
      Segments segments,
      Epoch epoch,
      long head,
      IdempotencyKeys keys,
      InstantSource clock,
      LongSupplier nanoClock,
      Tail tail) {
    this.segments = segments;
    this.epoch = epoch;
    this.head = head;
    this.last = head;
    this.keys = keys;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.tail = tail;
  }

  /** Does all of these, in their order, and ends each. */
  void work(List<Request<?>> requests) {
    try {
      requests.stream().filter(Request::take).forEach(this::work);
      commit();
    } catch (RuntimeException | Error e) {
      broken = true;
      reset();
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

  /** Whether events are accepted, as far as is known. */
  boolean accepts() {
    return !refusing && !broken;
  }

  /** Whether nothing will be accepted any more: the tail has not got what is durable. */
  boolean isBroken() {
    return broken;
  }

  /** Drops what is no longer wanted. */
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
      if (!keys.hasRoomFor(keyedInGroup + request.posts.size())) {
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
    RecordFormat.write(
        new StoredRecord.Accepted(last + 1, now, key, request.posts, Set.of()), buffer);
    List<Event> events = new ArrayList<>(request.posts.size());
    for (Post post : request.posts) {
      events.add(new Event(new EventId(epoch, ++last), now, post));
    }
    group.add(new Accepted(request, events));
    keyedInGroup += key == null ? 0 : events.size();
  }

  private void find(Request.Find request) {
    commit(); // it may be in the group
    request.end(Optional.ofNullable(keys.find(request.key)));
  }

  private void delete(Request.Delete request) {
    Refusal refusal = makeRoom(RecordFormat.DELETED_BOUND);
    if (refusal != null) {
      request.end(refusal);
      return;
    }
    RecordFormat.write(new StoredRecord.Deleted(request.topic, request.position), buffer);
    group.add(new Accepted(request, List.of()));
  }

  /** Sees to it that the group and the segment can take so many bytes more. */
  private @Nullable Refusal makeRoom(long bytes) {
    if (buffer.position() + bytes > Math.min(GROUP_BYTES, segments.room())) {
      commit();
    }
    if (bytes > buffer.capacity()) {
      buffer = ByteBuffer.allocate((int) bytes);
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
    buffer.flip();
    try {
      segments.current().append(buffer);
    } catch (IOException e) {
      LOGGER.error("nothing is accepted for now: a write or a sync has failed", e);
      failed(e);
      unproved = true;
      last = head;
      group.forEach(accepted -> accepted.request.refuse(new Refusal.Unknown()));
      reset();
      return;
    }
    head = last;
    refusing = false;
    feed();
    group.forEach(Writer::answer);
    reset();
  }

  private void reset() {
    group.clear();
    keyedInGroup = 0;
    if (buffer.capacity() > GROUP_BYTES) {
      buffer = ByteBuffer.allocate(GROUP_BYTES);
    }
    buffer.clear();
  }

  /** In the order of the requests: a deletion finds its event. */
  private void feed() {
    List<Event> events = new ArrayList<>();
    for (Accepted accepted : group) {
      switch (accepted.request) {
        case Request.Append append -> {
          events.addAll(accepted.events);
          if (append.key != null) {
            keys.add(append.key, accepted.events, Duration.ZERO);
          }
        }
        case Request.Delete delete -> {
          feed(events);
          tail.deleted(delete.topic, delete.position);
        }
        case Request.Find _, Request.Nothing _ -> {} // they are in no group
      }
    }
    feed(events);
  }

  private void feed(List<Event> events) {
    if (!events.isEmpty()) {
      tail.appended(List.copyOf(events));
      events.clear();
    }
  }

  private static void answer(Accepted accepted) {
    switch (accepted.request) {
      case Request.Append append -> append.end(new AppendOutcome.Appended(accepted.events, false));
      case Request.Delete delete -> delete.end(new DeleteOutcome.Deleted());
      case Request.Find _, Request.Nothing _ -> {} // they are in no group
    }
  }
}
