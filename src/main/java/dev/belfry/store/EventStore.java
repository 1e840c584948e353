package dev.belfry.store;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.Post;
import java.util.List;
import java.util.function.Consumer;

/** The one order of all events, as durable as the store promises. Thread-safe. */
public interface EventStore {

  /** The life of this store that its positions belong to. */
  Epoch epoch();

  /** The position of the newest event. */
  long head();

  /**
   * Feeds a tail with every event from here on, in position order, by one thread at a time. To be
   * called once, before the first append.
   */
  void tail(Consumer<List<Event>> tail);

  /**
   * Accepts posts with consecutive positions, all or none. When it returns, the events are durable
   * and the tail has them.
   *
   * @param posts at least one
   */
  List<Event> append(List<Post> posts);
}
