package dev.belfry.log;

import dev.belfry.event.Epoch;
import dev.belfry.event.EventId;
import dev.belfry.event.Start;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader's cursor stands when it begins, and whether what it asked for can be honoured.
 *
 * @param cursor the position it starts after
 * @param since what it is owed from there on
 * @param gap why something it asked for is missing, or null
 * @param resumableAt an id that leads to the same gap again, for a client that does not hear of it;
 *     without a gap, the cursor
 */
public record Opening(long cursor, Since since, @Nullable GapReason gap, EventId resumableAt) {

  /** An id that no store has given: who resumes after it is told of a gap. */
  private static final EventId NOWHERE = new EventId(new Epoch("0"), 0);

  /**
   * Finds the place for a start. Follow the topics and read the head before this.
   *
   * @param topics the reader's topics
   * @param head {@link EventLog#head()} as read by the reader
   */
  public static Opening of(Start start, EventLog log, TopicLog[] topics, long head) {
    return switch (start) {
      case Start.Live() -> honoured(log, head, Since.head(head));
      case Start.Newest(int count) -> newest(count, log, topics, head);
      case Start.After(String requested) -> after(requested, log, topics, head);
    };
  }

  private static Opening honoured(EventLog log, long cursor, Since since) {
    return new Opening(cursor, since, null, log.id(cursor));
  }

  private static Opening after(String requested, EventLog log, TopicLog[] topics, long head) {
    EventId id = EventId.parse(requested);
    if (id == null) {
      return fromOldest(topics, head, GapReason.MALFORMED, NOWHERE);
    }
    if (!id.epoch().equals(log.epoch())) {
      return fromOldest(topics, head, GapReason.EPOCH, id);
    }
    if (id.position() > head) {
      return fromOldest(topics, head, GapReason.AHEAD, id);
    }
    // a resumed reader is owed no event that was not to be retained
    if (LogReader.isComplete(topics, id.position(), Since.RETAINED_ONLY)) {
      return honoured(log, id.position(), Since.head(head));
    }
    long cursor = LogReader.resumption(topics, id.position(), Since.RETAINED_ONLY);
    GapReason reason = id.position() < log.damagedTo() ? GapReason.DAMAGED : GapReason.EXPIRED;
    return new Opening(cursor, Since.head(head), reason, id);
  }

  private static Opening fromOldest(
      TopicLog[] topics, long head, GapReason reason, EventId resumableAt) {
    long cursor = LogReader.resumption(topics, 0, Since.RETAINED_ONLY);
    return new Opening(cursor, Since.head(head), reason, resumableAt);
  }

  /** A stream that begins with the newest never begins with a gap: it takes what there is. */
  private static Opening newest(int count, EventLog log, TopicLog[] topics, long head) {
    if (count == 0) {
      return honoured(log, head, Since.head(head));
    }
    TopicLog.View[] views = new TopicLog.View[topics.length];
    for (int i = 0; i < topics.length; i++) {
      views[i] = topics[i].view();
    }
    return honoured(log, beforeNewest(views, count, head), Since.headAndMarks(head, views));
  }

  /** The highest position that has as many retained events beyond it, found from the newest on. */
  private static long beforeNewest(TopicLog.View[] views, int count, long head) {
    long retained = 0;
    for (TopicLog.View view : views) {
      retained += view.retained();
    }
    if (retained <= count) {
      return 0; // all that there is
    }
    int[] slots = new int[views.length];
    for (int i = 0; i < views.length; i++) {
      slots[i] = views[i].after(head) - 1;
    }
    long cursor = head;
    for (int left = count; left > 0; ) {
      int newest = newest(views, slots);
      if (newest < 0) {
        return 0;
      }
      Frame frame = views[newest].at(slots[newest]--);
      if (frame != null && frame.replayable()) {
        cursor = frame.position() - 1;
        left--;
      }
    }
    return cursor;
  }

  private static int newest(TopicLog.View[] views, int[] slots) {
    int newest = -1;
    long position = -1;
    for (int i = 0; i < views.length; i++) {
      if (slots[i] >= views[i].from() && views[i].positions()[slots[i]] > position) {
        position = views[i].positions()[slots[i]];
        newest = i;
      }
    }
    return newest;
  }
}
