package dev.belfry.store;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps nothing but its counter and its keys: a new epoch with every start. If its
 * tail should ever fail, nothing more is accepted: a position may not be given twice.
 */
final class MemoryStore implements EventStore {

  private final Epoch epoch;
  private final InstantSource clock;
  private final IdempotencyKeys keys;
  private @Nullable Tail tail;
  private long head;

  MemoryStore(Epoch epoch, InstantSource clock, IdempotencyKeys keys) {
    this.epoch = epoch;
    this.clock = clock;
    this.keys = keys;
  }

  @Override
  public Epoch epoch() {
    return epoch;
  }

  @Override
  public long start() {
    return 0;
  }

  @Override
  public synchronized void tail(Tail fed) {
    tail = fed;
  }

  @Override
  public synchronized AppendOutcome append(List<Post> posts, @Nullable IdempotencyKey key) {
    if (key != null) {
      AppendOutcome before = keys.find(key);
      if (before != null) {
        return before;
      }
      if (!keys.hasRoomFor(posts.size())) {
        return keys.noRoom();
      }
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Event> events = new ArrayList<>(posts.size());
    long position = head;
    for (Post post : posts) {
      events.add(new Event(new EventId(epoch, ++position), now, post));
    }
    head = position;
    if (tail != null) {
      tail.appended(events);
    }
    if (key != null) {
      keys.add(key, events, Duration.ZERO);
    }
    return new AppendOutcome.Appended(events, false);
  }

  @Override
  public synchronized @Nullable AppendOutcome find(IdempotencyKey key) {
    return keys.find(key);
  }

  @Override
  public synchronized DeleteOutcome delete(TopicName topic, long position) {
    if (tail != null) {
      tail.deleted(topic, position);
    }
    return new DeleteOutcome.Deleted();
  }

  @Override
  public StoreStatus status() {
    return new StoreStatus(true, 0, 0, keys.size());
  }

  @Override
  public void release(long position) {
    // there is nothing to let go of
  }
}
