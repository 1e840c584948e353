package dev.belfry.log;

import dev.belfry.event.EventId;
import dev.belfry.event.Start;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader's cursor stands when it begins, and whether what it asked for can be honoured.
 *
 * @param cursor the position it starts after
 * @param gap why something it asked for is missing, or null
 */
public record Opening(long cursor, @Nullable GapReason gap) {

  /**
   * Finds the place for a start. Follow the topics and read the head before this.
   *
   * @param topics the reader's topics
   * @param head {@link EventLog#head()} as read by the reader
   */
  public static Opening of(Start start, EventLog log, TopicLog[] topics, long head) {
    return switch (start) {
      case Start.Live() -> new Opening(head, null);
      case Start.Newest(int count) -> new Opening(beforeNewest(topics, count, head), null);
      case Start.After(String requested) -> after(requested, log, topics, head);
    };
  }

  private static Opening after(String requested, EventLog log, TopicLog[] topics, long head) {
    EventId id = EventId.parse(requested);
    if (id == null) {
      return fromOldest(topics, GapReason.MALFORMED);
    }
    if (!id.epoch().equals(log.epoch())) {
      return fromOldest(topics, GapReason.EPOCH);
    }
    if (id.position() > head) {
      return fromOldest(topics, GapReason.AHEAD);
    }
    // a resumed reader is owed no event that was not to be retained
    if (!LogReader.isComplete(topics, id.position(), Long.MAX_VALUE)) {
      return new Opening(
          LogReader.resumption(topics, id.position(), Long.MAX_VALUE), GapReason.EXPIRED);
    }
    return new Opening(id.position(), null);
  }

  private static Opening fromOldest(TopicLog[] topics, GapReason reason) {
    return new Opening(LogReader.resumption(topics, 0, Long.MAX_VALUE), reason);
  }

  private static long beforeNewest(TopicLog[] topics, int count, long head) {
    TopicLog.View[] views = new TopicLog.View[topics.length];
    int[] slots = new int[topics.length];
    for (int i = 0; i < topics.length; i++) {
      views[i] = topics[i].view();
      slots[i] = views[i].after(head) - 1;
    }
    long cursor = head;
    for (int left = count; left > 0; ) {
      int newest = newest(views, slots);
      if (newest < 0) {
        break;
      }
      int slot = slots[newest]--;
      Frame frame = views[newest].at(slot);
      if (frame != null && frame.retained()) {
        cursor = frame.position() - 1;
        left--;
      }
    }
    // below this something is gone, and a stream that has just begun must not begin with a gap
    return LogReader.resumption(topics, cursor, Long.MAX_VALUE);
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
