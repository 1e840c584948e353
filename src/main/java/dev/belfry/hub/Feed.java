package dev.belfry.hub;

import dev.belfry.event.EventId;
import dev.belfry.log.EventLog;
import dev.belfry.log.Head;
import dev.belfry.store.EventStore;
import java.time.Duration;

/**
 * The way of the store's events to this node's log, and waiting for them. A node may be behind its
 * store: what the store has accepted, or another node has shown, may still be on its way here.
 * Thread-safe.
 */
final class Feed {

  /** How long a publisher waits until this node has what the store has accepted of him. */
  private static final Duration PUBLISH_PATIENCE = Duration.ofSeconds(5);

  /** How long a reader waits until this node has what another node has shown him. */
  private static final Duration READ_PATIENCE = Duration.ofSeconds(2);

  private final EventStore store;
  private final Tailer tailer;
  private final EventLog log;

  Feed(EventStore store, Tailer tailer, EventLog log) {
    this.store = store;
    this.tailer = tailer;
    this.log = log;
  }

  /** Feeds the log with all that the store holds, and from then on with what it accepts. */
  static Feed start(EventStore store, Tailer tailer, EventLog log) {
    store.tail(tailer);
    tailer.start();
    return new Feed(store, tailer, log);
  }

  /**
   * Waits until this node has what the store has accepted up to a position: its subscribers get it
   * then.
   *
   * @return whether it has, in time
   */
  boolean brings(long position) {
    return tailer.awaitHead(position, PUBLISH_PATIENCE);
  }

  /**
   * Waits until this node has what an id leads to, if the store has: the id may come from a node
   * that is ahead of this one.
   *
   * @param id as a client sent it
   */
  void reach(String id) {
    Head head = log.head();
    EventId read = head.read(id);
    if (read != null
        && read.epoch().equals(head.epoch())
        && read.position() > head.id().position()
        && read.position() <= store.head()) {
      tailer.awaitHead(read.position(), READ_PATIENCE);
    }
  }
}
