package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.IdReader;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.log.LogFixture;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.EventStore;
import dev.belfry.store.IdempotencyKey;
import dev.belfry.store.StoreGauge;
import dev.belfry.store.StoreStatus;
import dev.belfry.store.Tail;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store as several nodes share it: what it has decided reaches this node's tail later, one thing
 * each time that a test says so.
 */
final class SteppedStore implements EventStore {

  private final NavigableMap<Long, Event> events = new TreeMap<>();
  private final Set<Long> deleted = new HashSet<>();
  private final Queue<Runnable> onItsWay = new ArrayDeque<>();
  private final IdReader ids;
  private @Nullable Tail tail;

  /** A store whose ids are read so. */
  SteppedStore(IdReader ids) {
    this.ids = ids;
  }

  @Override
  public synchronized void tail(Tail fed) {
    tail = fed;
    fed.begin(LogFixture.EPOCH, 0, ids);
  }

  private Tail tail() {
    return Objects.requireNonNull(tail);
  }

  @Override
  public synchronized long head() {
    return events.isEmpty() ? 0 : events.lastKey();
  }

  @Override
  public synchronized AppendOutcome append(List<Post> posts, @Nullable IdempotencyKey key) {
    List<Event> appended = new ArrayList<>();
    for (Post post : posts) {
      long position = head() + 1;
      Event event = new Event(new EventId(LogFixture.EPOCH, position), LogFixture.NOON, post);
      events.put(position, event);
      appended.add(event);
    }
    onItsWay.add(() -> tail().appended(appended));
    return new AppendOutcome.Appended(List.copyOf(appended), false);
  }

  @Override
  public @Nullable AppendOutcome find(IdempotencyKey key) {
    return null;
  }

  @Override
  public synchronized DeleteOutcome delete(TopicName topic, String id) {
    EventId read = ids.read(id);
    if (read == null || !read.epoch().equals(LogFixture.EPOCH)) {
      return new DeleteOutcome.NotFound();
    }
    long position = read.position();
    Event event = events.get(position);
    if (event == null || !event.topic().equals(topic)) {
      return new DeleteOutcome.NotFound();
    }
    if (!deleted.add(position)) {
      return new DeleteOutcome.Gone();
    }
    onItsWay.add(() -> tail().deleted(topic, position));
    return new DeleteOutcome.Deleted();
  }

  @Override
  public StoreStatus status() {
    return new StoreStatus(true, false, Duration.ZERO);
  }

  @Override
  public List<StoreGauge> gauges() {
    return List.of();
  }

  /** Lets the tail have what was decided next. */
  void step() {
    Runnable next;
    synchronized (this) {
      next = onItsWay.remove();
    }
    next.run();
  }
}
