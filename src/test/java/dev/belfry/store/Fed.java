package dev.belfry.store;

import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A tail that remembers what it was fed with, and fails where that is out of order. */
public final class Fed implements Tail {

  public final Map<Long, Event> events = new TreeMap<>();

  /** What was trimmed ahead of the start, by topic. */
  public final Map<TopicName, Long> trimmed = new HashMap<>();

  /** What has left the retention since. */
  public final Set<Long> unwanted = ConcurrentHashMap.newKeySet();

  /** Whether it fails at whatever it is fed with, as where there is no memory left. */
  public volatile boolean failing;

  private long head;

  /** A tail that stands at a place, ahead of the oldest event that it will be fed with. */
  public Fed(long start) {
    head = start;
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
    events.remove(position);
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
  public boolean holds(TopicName topic, long position) {
    return !unwanted.contains(position);
  }

  @Override
  public synchronized void lost(long position) {
    if (position <= head) {
      throw new IllegalStateException("up to " + head + " nothing is lost");
    }
    head = position;
  }
}
