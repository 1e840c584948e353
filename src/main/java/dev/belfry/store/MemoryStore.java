package dev.belfry.store;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A store that keeps nothing but its counter: a new epoch with every start. If its tail should ever
 * fail, nothing more is accepted: a position may not be given twice.
 */
final class MemoryStore implements EventStore {

  private final Epoch epoch;
  private final InstantSource clock;
  private Consumer<List<Event>> tail = events -> {};
  private volatile long head;

  MemoryStore(Epoch epoch, InstantSource clock) {
    this.epoch = epoch;
    this.clock = clock;
  }

  @Override
  public Epoch epoch() {
    return epoch;
  }

  @Override
  public long head() {
    return head;
  }

  @Override
  public synchronized void tail(Consumer<List<Event>> fed) {
    tail = fed;
  }

  @Override
  public synchronized List<Event> append(List<Post> posts) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Event> events = new ArrayList<>(posts.size());
    long position = head;
    for (Post post : posts) {
      events.add(new Event(new EventId(epoch, ++position), now, post));
    }
    head = position;
    tail.accept(events);
    return events;
  }
}
