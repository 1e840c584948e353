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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that keeps nothing but its counter and its keys: a new epoch with every start. If its
 * tail should ever fail, nothing more is accepted: a position may not be given twice.
 */
final class MemoryStore implements EventStore {

  private static final Logger LOGGER = LoggerFactory.getLogger(MemoryStore.class);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Epoch epoch;
  private final InstantSource clock;
  private final IdempotencyKeys keys;
  private final RetainedEvents retained;
  private @Nullable Tail tail;
  private volatile long head;

  /** Whether the tail failed: it may have a part of what it was fed with last. */
  private volatile boolean broken;

  /**
   * A new life.
   *
   * @param retained what the tail has of what it was fed with
   */
  MemoryStore(Epoch epoch, InstantSource clock, IdempotencyKeys keys, RetainedEvents retained) {
    this.epoch = epoch;
    this.clock = clock;
    this.keys = keys;
    this.retained = retained;
  }

  @Override
  public synchronized void tail(Tail fed) {
    tail = fed;
    fed.begin(epoch, 0, EventIds::read);
  }

  private Tail tail() {
    return Objects.requireNonNull(tail, "nothing is accepted ahead of the tail");
  }

  @Override
  public long head() {
    return head;
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
    if (broken) {
      return new Refusal.Unavailable(RETRY_AFTER);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Event> events = new ArrayList<>(posts.size());
    long position = head;
    for (Post post : posts) {
      events.add(new Event(new EventId(epoch, ++position), now, post));
    }
    head = position;
    try {
      tail().appended(events);
    } catch (RuntimeException | Error e) {
      return failed(e);
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
  public synchronized DeleteOutcome delete(TopicName topic, String id) {
    if (broken) {
      return new Refusal.Unavailable(RETRY_AFTER);
    }
    EventId read = EventIds.read(id);
    if (read == null || !read.epoch().equals(epoch)) {
      return new DeleteOutcome.NotFound();
    }
    DeleteOutcome outcome = DeleteOutcome.of(retained.state(topic, read.position()));
    try {
      if (outcome instanceof DeleteOutcome.Deleted) {
        tail().deleted(topic, read.position());
      }
      return outcome;
    } catch (RuntimeException | Error e) {
      return failed(e);
    }
  }

  private Refusal failed(Throwable cause) {
    broken = true; // first: to log it may fail as well
    LOGGER.error("the store accepts nothing any more: a defect", cause);
    return new Refusal.Unknown();
  }

  @Override
  public StoreStatus status() {
    return new StoreStatus(!broken, broken, Duration.ZERO);
  }

  @Override
  public List<StoreGauge> gauges() {
    return List.of(StoreGauge.keys(keys));
  }
}
