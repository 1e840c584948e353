package dev.belfry.store;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.IdReader;
import dev.belfry.event.TopicName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A tail that remembers what it was fed with, and fails where that is out of order. */
public final class Fed implements Tail, RetainedEvents {

  public final Map<Long, Event> events = new TreeMap<>();

  /** What was trimmed ahead of the start, by topic. */
  public final Map<TopicName, Long> trimmed = new HashMap<>();

  /** What has left the retention since. */
  public final Set<Long> unwanted = ConcurrentHashMap.newKeySet();

  /** Whether it fails at whatever it is fed with, as where there is no memory left. */
  public volatile boolean failing;

  /** What was deleted. */
  private final Set<Long> deleted = new HashSet<>();

  /** What it says that it has released. */
  public volatile long releasedTo;

  private @Nullable Epoch epoch;
  private long start;
  private long head;

  @Override
  public synchronized void begin(Epoch life, long at, IdReader ids) {
    if (epoch != null) {
      throw new IllegalStateException("it has begun before");
    }
    epoch = life;
    start = at;
    head = at;
  }

  /** The life of the store. */
  public synchronized Epoch epoch() {
    return Objects.requireNonNull(epoch);
  }

  /** Where the store began. */
  public synchronized long start() {
    return start;
  }

  /** The position of the newest event. */
  public synchronized long head() {
    return head;
  }

  /** What was fed and not deleted, in order. */
  public synchronized List<Event> all() {
    return List.copyOf(events.values());
  }

  @Override
  public synchronized void appended(List<Event> fed) {
    if (failing) {
      throw new InternalError("on purpose");
    }
    epoch();
    for (Event event : fed) {
      if (event.position() != head + 1) {
        throw new IllegalStateException("after " + head + " comes not " + event.position());
      }
      head++;
      events.put(head, event);
    }
  }

  @Override
  public synchronized void deleted(TopicName topic, long position) {
    if (position > head) {
      throw new IllegalStateException("what is beyond " + head + " cannot be deleted");
    }
    if (events.remove(position) != null) {
      deleted.add(position);
    }
  }

  @Override
  public synchronized void trimmed(long position, Map<TopicName, Long> newest) {
    if (position < head) {
      throw new IllegalStateException("up to " + head + " nothing can be trimmed");
    }
    newest.forEach((topic, last) -> trimmed.merge(topic, last, Math::max));
    head = position;
  }

  @Override
  public synchronized State state(TopicName topic, long position) {
    if (unwanted.contains(position)) {
      return State.GONE;
    }
    Event event = events.get(position);
    if (event != null && event.topic().equals(topic)) {
      return State.REPLAYABLE;
    }
    return deleted.contains(position) ? State.DELETED : State.GONE;
  }

  @Override
  public long releasedTo() {
    return releasedTo;
  }

  @Override
  public synchronized void passed(long position) {
    head = position;
  }

  @Override
  public synchronized void cut(long position, Epoch epoch) {
    events.keySet().removeIf(beyond -> beyond > position);
    head = position;
  }

  @Override
  public synchronized void lost(long position) {
    if (position <= head) {
      throw new IllegalStateException("up to " + head + " nothing is lost");
    }
    head = position;
  }
}
