package dev.belfry.log;

import org.jspecify.annotations.Nullable;

/**
 * What a reader is owed, beyond its cursor: the retained events of its topics, but for those that
 * were gone when it came and asked for what there was; and the others since it came.
 */
public final class Since {

  /** For one who was not there: no event that was not to be retained. */
  public static final Since RETAINED_ONLY = new Since(Long.MAX_VALUE, null);

  private final long live;
  private final long @Nullable [] trimmedBefore;

  private Since(long live, long @Nullable [] trimmedBefore) {
    this.live = live;
    this.trimmedBefore = trimmedBefore;
  }

  /** For one who came when the head stood at a number: events up to it were for others. */
  public static Since head(long head) {
    return new Since(head, null);
  }

  /** For one who, besides, takes what there is of each topic, and misses nothing that is gone. */
  static Since headAndMarks(long head, TopicLog.View[] views) {
    long[] trimmedBefore = new long[views.length];
    for (int i = 0; i < views.length; i++) {
      trimmedBefore[i] = views[i].trimmedTo();
    }
    return new Since(head, trimmedBefore);
  }

  /** The number up to which what the store has lost as a whole concerns others. */
  long lost() {
    return live == Long.MAX_VALUE ? -1 : live;
  }

  /** The number up to which events that were not to be retained are none of its own. */
  public long live() {
    return live;
  }

  /** The number up to which the events of a topic were gone already. */
  long retained(int topic) {
    return trimmedBefore == null ? -1 : trimmedBefore[topic];
  }
}
