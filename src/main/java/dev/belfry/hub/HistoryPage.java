package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import java.util.List;

/**
 * A page of history that is read while it is written: a cursor over the log, like a stream. It has
 * a place among the pages that may be read at once, until it is closed. One thread's own.
 */
public interface HistoryPage extends AutoCloseable {

  /**
   * The next events, in position order; none at the end of the page. They are few: while their
   * reader is slow, these and no others are kept in memory for it.
   */
  List<Event> nextSlice();

  /** Where to go on. To be asked once the page has ended. */
  EventId next();

  /** Whether events are missing between where the page was to begin and its first. */
  boolean gap();

  /** Gives the place back. */
  @Override
  void close();
}
