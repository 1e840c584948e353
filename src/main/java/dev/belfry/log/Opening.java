package dev.belfry.log;

import dev.belfry.event.Epoch;
import dev.belfry.event.EventId;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream begins, as it was decided when the stream was admitted: which topics it reads,
 * from which cursor on, what it is owed from there, and whether what it asked for can be honoured.
 *
 * <p>An opening keeps its topics pinned until {@link #release}. So the log treats the stream as a
 * reader from its admission on: whatever is published afterwards is read from the cursor once a
 * worker follows the topics, or was trimmed meanwhile, which the worker notices as for any reader
 * and tells by a gap.
 *
 * <p>Made on the thread of the request; handed over to the worker with the subscription.
 */
public final class Opening {

  /** An id that no store has given: who resumes after it is told of a gap. */
  private static final EventId NOWHERE = new EventId(new Epoch("0"), 0);

  private final EventLog log;
  private final TopicLog[] topics;
  private final Beginning beginning;

  /**
   * Why something that a stream asked for is missing.
   *
   * @param reason what happened to it
   * @param requested the id that the stream asked for, as its client sent it
   */
  public record Gap(GapReason reason, String requested) {}

  /**
   * What a start comes to.
   *
   * @param cursor the number to start after
   * @param owed what the reader is owed from there on
   * @param gap what has to be told ahead of all events, or null
   * @param resumableAt an id that leads to the same gap again, for a client that does not hear of
   *     it; without a gap, the cursor
   */
  record Beginning(long cursor, Owed owed, @Nullable Gap gap, EventId resumableAt) {}

  private Opening(EventLog log, TopicLog[] topics, Beginning beginning) {
    this.log = log;
    this.topics = topics;
    this.beginning = beginning;
  }

  /**
   * Resolves a start, and pins the topics. Any thread; the search for the newest events takes
   * milliseconds where many are asked for.
   *
   * @param names the reader's topics: at least one, none twice
   */
  public static Opening of(EventLog log, List<TopicName> names, Start start) {
    TopicLog[] topics = new TopicLog[names.size()];
    try {
      for (int i = 0; i < topics.length; i++) {
        topics[i] = log.pin(names.get(i));
      }
      Head head = log.head(); // after the topics are pinned: nothing beyond it goes unnoticed
      return new Opening(log, topics, resolve(start, topics, head));
    } catch (RuntimeException | Error e) {
      unpin(log, topics);
      throw e;
    }
  }

  /** The topics, in the order they were named. The caller does not change the array. */
  public TopicLog[] topics() {
    return topics;
  }

  /** The number to start after. */
  public long cursor() {
    return beginning.cursor;
  }

  /** What the reader is owed from the cursor on. */
  public Owed owed() {
    return beginning.owed;
  }

  /** What has to be told ahead of all events, or null. */
  public @Nullable Gap gap() {
    return beginning.gap;
  }

  /** Where a client comes back to that has heard no more than this id. */
  public EventId resumableAt() {
    return beginning.resumableAt;
  }

  /**
   * Unpins the topics, once they are followed or the stream has come to nothing. To be called once.
   */
  public void release() {
    unpin(log, topics);
  }

  private static void unpin(EventLog log, @Nullable TopicLog[] pinned) {
    for (TopicLog topic : pinned) {
      if (topic != null) {
        log.unpin(topic);
      }
    }
  }

  /**
   * Resolves a start.
   *
   * @param topics pinned, or followed
   * @param head {@link EventLog#head()} as read after that
   */
  static Beginning resolve(Start start, TopicLog[] topics, Head head) {
    return switch (start) {
      case Start.Live() -> honoured(head, head.number());
      case Start.Newest(int count) -> newest(count, topics, head);
      case Start.After(String requested) -> after(requested, topics, head);
    };
  }

  private static Beginning honoured(Head head, long cursor) {
    return new Beginning(cursor, Owed.head(head.number()), null, head.id(cursor));
  }

  private static Beginning after(String requested, TopicLog[] topics, Head head) {
    EventId id = head.read(requested);
    if (id == null) {
      return behindGap(0, topics, head, new Gap(GapReason.MALFORMED, requested), NOWHERE);
    }
    Head.Location location = head.locate(id);
    GapReason reason = location.gap();
    if (reason == null
        && LogReader.isComplete(topics, location.number(), Owed.RETAINED_ONLY, head)) {
      return honoured(head, location.number());
    }
    if (reason == null) {
      reason = location.number() < head.lostTo() ? GapReason.DAMAGED : GapReason.EXPIRED;
    }
    return behindGap(location.number(), topics, head, new Gap(reason, requested), id);
  }

  /** A resumed reader is owed no event that was not to be retained. */
  private static Beginning behindGap(
      long number, TopicLog[] topics, Head head, Gap gap, EventId resumableAt) {
    long cursor = LogReader.resumption(topics, number, Owed.RETAINED_ONLY, head);
    return new Beginning(cursor, Owed.head(head.number()), gap, resumableAt);
  }

  /** A stream that begins with the newest never begins with a gap: it takes what there is. */
  private static Beginning newest(int count, TopicLog[] topics, Head head) {
    if (count == 0) {
      return honoured(head, head.number());
    }
    TopicView[] views = views(topics);
    long cursor = beforeNewest(views, count, head.number());
    return new Beginning(cursor, Owed.headAndTrimmed(head.number(), views), null, head.id(cursor));
  }

  /**
   * The highest number that has as many events beyond it that can be replayed, up to a head.
   *
   * @param count how many, at least 0; 0 has the head
   */
  public static long beforeNewest(TopicLog[] topics, int count, Head head) {
    return count == 0 ? head.number() : beforeNewest(views(topics), count, head.number());
  }

  private static TopicView[] views(TopicLog[] topics) {
    TopicView[] views = new TopicView[topics.length];
    for (int i = 0; i < topics.length; i++) {
      views[i] = topics[i].view();
    }
    return views;
  }

  /**
   * The highest number that has as many events beyond it that can be replayed, found from the
   * newest on.
   */
  private static long beforeNewest(TopicView[] views, int count, long head) {
    long replayable = 0;
    for (TopicView view : views) {
      replayable += view.replayable();
    }
    if (replayable <= count) {
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
        cursor = frame.number() - 1;
        left--;
      }
    }
    return cursor;
  }

  private static int newest(TopicView[] views, int[] slots) {
    int newest = -1;
    long number = -1;
    for (int i = 0; i < views.length; i++) {
      if (slots[i] >= views[i].from() && views[i].numbers()[slots[i]] > number) {
        number = views[i].numbers()[slots[i]];
        newest = i;
      }
    }
    return newest;
  }
}
