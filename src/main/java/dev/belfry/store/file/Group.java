package dev.belfry.store.file;

import dev.belfry.event.Event;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.IdempotencyKeys;
import dev.belfry.store.Refusal;
import dev.belfry.store.Tail;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Requests that share one write and one sync, with their records. Filled, written, handed to the
 * tail, answered, and cleared for the next ones. The writer's own.
 */
final class Group {

  /** How many bytes of records a group has at most, unless it is a single request's. */
  private static final int MOST_BYTES = 1 << 20;

  /** A request, and the events that were made of it; none for a deletion. */
  private record Member(Request<?> request, List<Event> events) {}

  private final List<Member> members = new ArrayList<>();
  private ByteBuffer records = ByteBuffer.allocate(MOST_BYTES);
  private int keyed;

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** How many of its events are to be remembered with a key. */
  int keyed() {
    return keyed;
  }

  /**
   * Whether a further record fits in.
   *
   * @param bytes how long the record is at most
   * @param room for the whole group in the segment
   */
  boolean hasRoom(long bytes, int room) {
    return records.position() + bytes <= Math.min(MOST_BYTES, room);
  }

  /** Makes the empty group large enough for a single record. */
  void reserve(long bytes) {
    if (bytes > records.capacity()) {
      records = ByteBuffer.allocate((int) bytes);
    }
  }

  /** Adds posts that are to be accepted, as these events. */
  void add(Request.Append request, List<Event> events) {
    Event first = events.getFirst();
    RecordFormat.write(
        new StoredRecord.Accepted(
            first.position(), first.publishedAt(), request.key, request.posts, Set.of()),
        records);
    members.add(new Member(request, events));
    keyed += request.key == null ? 0 : events.size();
  }

  /** Adds a deletion. */
  void add(Request.Delete request) {
    RecordFormat.write(new StoredRecord.Deleted(request.topic, request.position), records);
    members.add(new Member(request, List.of()));
  }

  /** The records of all requests, to be written. */
  ByteBuffer records() {
    return records.flip();
  }

  /**
   * Hands all to the tail, in the order of the requests: a deletion finds its event, and is
   * answered by what it found.
   */
  void feed(Writer.Log log, IdempotencyKeys keys) {
    List<Event> events = new ArrayList<>();
    for (Member member : members) {
      switch (member.request) {
        case Request.Append append -> {
          events.addAll(member.events);
          if (append.key != null) {
            keys.add(append.key, member.events, Duration.ZERO);
          }
        }
        case Request.Delete delete -> {
          feed(log.tail(), events);
          DeleteOutcome outcome = log.outcomeOf(delete); // another of the group may be the same
          log.tail().deleted(delete.topic, delete.position);
          delete.end(outcome);
        }
        case Request.Find _, Request.Nothing _ -> {} // they are in no group
      }
    }
    feed(log.tail(), events);
  }

  private static void feed(Tail tail, List<Event> events) {
    if (!events.isEmpty()) {
      tail.appended(List.copyOf(events));
      events.clear();
    }
  }

  /** Answers all requests that they were done, and clears the group. */
  void succeed() {
    for (Member member : members) {
      switch (member.request) {
        case Request.Append append -> append.end(new AppendOutcome.Appended(member.events, false));
        case Request.Delete _ -> {} // answered when it was handed to the tail
        case Request.Find _, Request.Nothing _ -> {} // they are in no group
      }
    }
    clear();
  }

  /** Refuses all requests, and clears the group. */
  void refuse(Refusal why) {
    members.forEach(member -> member.request.refuse(why));
    clear();
  }

  private void clear() {
    members.clear();
    keyed = 0;
    if (records.capacity() > MOST_BYTES) {
      records = ByteBuffer.allocate(MOST_BYTES);
    }
    records.clear();
  }
}
