package dev.belfry.store;

import dev.belfry.event.TopicName;

/**
 * What this node's log still has of the events that its tail was fed with. For a store that keeps
 * no index of its own: its tail must have every event before the next one is decided. Any thread;
 * does not wait.
 */
public interface RetainedEvents {

  /** How an event stands that was accepted, or never was. */
  enum State {
    /** It can be replayed. */
    REPLAYABLE,
    /** It was deleted, and has its place among those that can be replayed. */
    DELETED,
    /** It has left the retention, was never to be retained, or there is none. */
    GONE
  }

  /** How the event at a position of a topic stands. */
  State state(TopicName topic, long position);

  /** The position up to which nothing can be replayed any more; never decreases. */
  long releasedTo();
}
