package dev.belfry.store.file;

import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import dev.belfry.store.Tail;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A tail that remembers what it was fed with, and fails where that is out of order. */
final class Fed implements Tail {

  final Map<Long, Event> events = new TreeMap<>();

  /** What was trimmed ahead of the start, by topic. */
  final Map<TopicName, Long> trimmed = new HashMap<>();

  /** What has left the retention since. */
  final Set<Long> unwanted = ConcurrentHashMap.newKeySet();

  private long head;

  Fed(long start) {
    head = start;
  }

  /** The position of the newest event. */
  synchronized long head() {
    return head;
  }

  synchronized List<Event> all() {
    return List.copyOf(events.values());
  }

  @Override
  public synchronized void appended(List<Event> fed) {
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
