package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.log.EventLog;
import dev.belfry.log.Head;
import dev.belfry.log.LogReader;
import dev.belfry.log.Owed;
import dev.belfry.log.TopicLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A page, read from the log slice by slice. Each slice is looked up anew, by number. Where the log
 * has let go of something that the page has not reached, the page ends: its {@link #next} leads to
 * the gap, which the next page tells.
 */
final class LogPage implements HistoryPage {

  /** What a slice holds at most, in bytes of data; one event may be larger. */
  static final int SLICE_BYTES = 32 << 10;

  private final EventLog log;
  private final TopicLog[] topics;
  private final Head head;
  private final long trimmedBefore;
  private final BooleanSupplier overdue;
  private final Runnable closed;
  private final LogReader reader = new LogReader();

  private long cursor;
  private int left;
  private @Nullable List<Event> ahead;
  private @Nullable EventId last;
  private EventId next;
  private boolean gap;

  /**
   * A page that has not begun.
   *
   * @param topics looked up after the head was read
   * @param from the number to begin after
   * @param head {@link EventLog#head()} as read ahead of that; the page does not go beyond it
   * @param limit the most events
   * @param overdue tells when the page has to end
   * @param closed called when it is closed
   */
  LogPage(
      EventLog log,
      TopicLog[] topics,
      long from,
      Head head,
      int limit,
      BooleanSupplier overdue,
      Runnable closed) {
    this.log = log;
    this.topics = topics;
    this.cursor = from;
    this.head = head;
    this.left = limit;
    this.overdue = overdue;
    this.closed = closed;
    this.next = head.id(from);
    this.trimmedBefore = trimmed(topics);
  }

  /** Changes whenever an event of one of the topics is trimmed. */
  private static long trimmed(TopicLog[] topics) {
    long sum = 0;
    for (TopicLog topic : topics) {
      sum += topic.trimmedTo();
    }
    return sum;
  }

  /** Whether nothing was trimmed since the page was made. */
  boolean isWhole() {
    return trimmed(topics) == trimmedBefore;
  }

  /** Reads the first slice ahead, and tells its events. */
  List<Event> begin() {
    ahead = read();
    return ahead;
  }

  /**
   * Notes what is known behind the first slice.
   *
   * @param empty where to go on if the page has no events
   */
  void begun(boolean foundGap, EventId empty) {
    gap = foundGap;
    next = empty;
  }

  @Override
  public List<Event> nextSlice() {
    if (ahead != null) {
      List<Event> first = ahead;
      ahead = null; // it is the caller's now, and gone when he is done with it
      return first;
    }
    if (left == 0 || cursor >= head.number() || overdue.getAsBoolean()) {
      return List.of();
    }
    long from = cursor;
    EventId before = last;
    List<Event> events = read();
    if (hasMissed(from)) {
      left = 0;
      last = before;
      return List.of();
    }
    return events;
  }

  /** Whether something beyond a number was trimmed or lost since the page was made. */
  private boolean hasMissed(long from) {
    Head now = log.head();
    boolean broken =
        now.breach(from, Owed.RETAINED_ONLY) != null
            && head.breach(from, Owed.RETAINED_ONLY) == null;
    return broken || (!isWhole() && !LogReader.isComplete(topics, from, Owed.RETAINED_ONLY, now));
  }

  private List<Event> read() {
    List<Event> events = new ArrayList<>();
    reader.read(topics, cursor, Owed.RETAINED_ONLY, head);
    long end = reader.end();
    int bytes = 0;
    for (int i = 0; i < reader.size(); i++) {
      Event event = reader.frame(i).event();
      bytes += event.post().data().length();
      if (events.size() == left || (bytes > SLICE_BYTES && !events.isEmpty())) {
        end = reader.frame(i - 1).number();
        break;
      }
      events.add(event);
    }
    reader.clear();
    cursor = end;
    left -= events.size();
    if (!events.isEmpty()) {
      last = events.getLast().id();
    }
    return events;
  }

  @Override
  public EventId next() {
    return last == null ? next : last;
  }

  @Override
  public boolean gap() {
    return gap;
  }

  @Override
  public void close() {
    closed.run();
  }
}
