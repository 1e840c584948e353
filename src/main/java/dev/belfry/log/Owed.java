package dev.belfry.log;

import org.jspecify.annotations.Nullable;

/**
 * What a reader is owed of what lies beyond its cursor: each event of its topics that is to be
 * retained, and of the others those that came while it was there. If one of these is gone before
 * the reader has had it, the reader is told of a gap.
 *
 * <p>A reader that asked for the newest events is not owed what was gone already when it came: it
 * takes of each topic what there is.
 */
public final class Owed {

  /** What anybody is owed who was not there: no event but those that are to be retained. */
  public static final Owed RETAINED_ONLY = new Owed(Long.MAX_VALUE, null);

  private final long live;
  private final long @Nullable [] goneBefore;

  private Owed(long live, long @Nullable [] goneBefore) {
    this.live = live;
    this.goneBefore = goneBefore;
  }

  /** What a reader is owed that came when the head had a number. */
  public static Owed head(long head) {
    return new Owed(head, null);
  }

  /** The same, for one that takes of each topic what there is: what has left is not owed to it. */
  static Owed headAndMarks(long head, TopicView[] views) {
    long[] goneBefore = new long[views.length];
    for (int i = 0; i < views.length; i++) {
      goneBefore[i] = views[i].trimmedTo();
    }
    return new Owed(head, goneBefore);
  }

  /**
   * What the same reader is owed at its first turn, of which nothing was sent yet: one that takes
   * what there is is not owed either what has left since it came. What came after it and has left
   * already is owed, and makes a gap.
   *
   * @param topics the reader's, in the same order
   */
  public Owed atFirstTurn(TopicLog[] topics) {
    if (goneBefore == null) {
      return this;
    }
    long[] goneNow = new long[topics.length];
    for (int i = 0; i < topics.length; i++) {
      goneNow[i] = Math.min(topics[i].trimmedTo(), live);
    }
    return new Owed(live, goneNow);
  }

  /** The number up to which events that were not to be retained were for others. */
  public long live() {
    return live;
  }

  /** The number up to which the store's losses were told to others. */
  long lost() {
    return live == Long.MAX_VALUE ? -1 : live;
  }

  /** The number up to which nothing of a topic is owed, as it was gone already; -1 if all is. */
  long goneTo(int topic) {
    return goneBefore == null ? -1 : goneBefore[topic];
  }
}
