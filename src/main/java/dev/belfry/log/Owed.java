package dev.belfry.log;

import org.jspecify.annotations.Nullable;

/**
 * What a reader is owed of what lies beyond its cursor: each event of its topics that is to be
 * retained, and of the others those that came while it was there. If one of these is gone before
 * the reader has had it, the reader is told of a gap.
 *
 * <p>A reader that asked for the newest events is not owed what was trimmed already when it came:
 * it takes of each topic what there is.
 */
public final class Owed {

  /** What anybody is owed who was not there: no event but those that are to be retained. */
  public static final Owed RETAINED_ONLY = new Owed(Long.MAX_VALUE, null);

  private final long live;
  private final long @Nullable [] trimmedBefore;

  private Owed(long live, long @Nullable [] trimmedBefore) {
    this.live = live;
    this.trimmedBefore = trimmedBefore;
  }

  /** What a reader is owed that came when the head had a number. */
  public static Owed head(long head) {
    return new Owed(head, null);
  }

  /**
   * The same, for one that takes of each topic what there is: what was trimmed is not owed to it.
   */
  static Owed headAndTrimmed(long head, TopicView[] views) {
    long[] trimmedBefore = new long[views.length];
    for (int i = 0; i < views.length; i++) {
      trimmedBefore[i] = views[i].trimmedTo();
    }
    return new Owed(head, trimmedBefore);
  }

  /**
   * What the same reader is owed at its first turn, of which nothing was sent yet: one that takes
   * what there is is not owed either what was trimmed since it came. What came after it and was
   * trimmed already is owed, and makes a gap.
   *
   * @param topics the reader's, in the same order
   */
  public Owed atFirstTurn(TopicLog[] topics) {
    if (trimmedBefore == null) {
      return this;
    }
    long[] trimmedNow = new long[topics.length];
    for (int i = 0; i < topics.length; i++) {
      trimmedNow[i] = Math.min(topics[i].trimmedTo(), live);
    }
    return new Owed(live, trimmedNow);
  }

  /** The number up to which events that were not to be retained were for others. */
  public long live() {
    return live;
  }

  /** The number up to which the store's losses were told to others. */
  long lost() {
    return live == Long.MAX_VALUE ? -1 : live;
  }

  /** The number up to which nothing of a topic is owed, as it was trimmed; -1 if all is. */
  long trimmedBefore(int topic) {
    return trimmedBefore == null ? -1 : trimmedBefore[topic];
  }
}
