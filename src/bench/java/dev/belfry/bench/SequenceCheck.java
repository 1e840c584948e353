package dev.belfry.bench;

import java.util.BitSet;

/**
 * Checks that one subscriber gets each event of its topic once and in order; where several lanes
 * publish at once, in the order of each.
 */
final class SequenceCheck {

  private final int stream;
  private final Topic topic;
  private final Tally tally;
  private final boolean takesGaps;
  private int[] next = {0};
  private long position = -1;
  private BitSet missing;
  private boolean gap;

  /** Whether a gap was told since the last event: it excuses the next jump, and no other. */
  private boolean excused;

  SequenceCheck(int stream, Topic topic, Tally tally, boolean takesGaps) {
    this.stream = stream;
    this.topic = topic;
    this.tally = tally;
    this.takesGaps = takesGaps;
    restart();
  }

  /** Begins the topic's next phase, whose sequence starts at 0. */
  void restart() {
    next = new int[topic.lanes()];
    for (int lane = 0; lane < next.length; lane++) {
      next[lane] = lane;
    }
    missing = null;
    gap = false;
    excused = false;
  }

  /** Takes an id that came without an event: the cursor may stand still, but not go back. */
  void cursor(long to) {
    if (to < position) {
      tally.violated(Violation.ID, stream, "cursor " + to + " after position " + position);
    }
    position = Math.max(position, to);
  }

  /**
   * Takes the news that events are missing up to a position. Only a subscriber that did not read
   * may be told so, and then has nothing of what lies below.
   */
  void gap(long resumedAt, String what) {
    if (takesGaps && resumedAt >= position) {
      gap = true;
      excused = true;
    } else {
      tally.violated(Violation.GAP, stream, "was sent " + what + " after position " + position);
    }
    position = Math.max(position, resumedAt);
  }

  /** Takes an event with its position in the store, or with -1 where ids are not checked. */
  void event(int sequence, long sent, long at) {
    int lane = topic.lane(sequence);
    if (sequence != next[lane]) {
      unexpected(sequence, lane, sent);
    } else {
      next[lane] += next.length;
      tally.delivered(sent);
    }
    excused = false;
    if (at >= 0 && at <= position) {
      tally.violated(
          Violation.ID, stream, "event at position " + at + " after position " + position);
    }
    position = Math.max(position, at);
  }

  /** Says whether all of this many events have come, or a gap and the last of them. */
  boolean isComplete(int expected) {
    for (int n : next) {
      if (n < expected) {
        return false;
      }
    }
    return missing == null || missing.isEmpty();
  }

  boolean hasGap() {
    return gap;
  }

  /** Counts what has not come by the end of the run. */
  void finish(int expected) {
    int lost = missing == null ? 0 : missing.cardinality();
    int first = lost > 0 ? missing.nextSetBit(0) : Integer.MAX_VALUE;
    for (int n : next) {
      if (n < expected) {
        lost += (expected - n + next.length - 1) / next.length;
        first = Math.min(first, n);
      }
    }
    if (lost > 0) {
      tally.count(
          Violation.LOST,
          lost,
          "stream " + stream + ": " + lost + " events, the first of them number " + first);
    }
  }

  private void unexpected(int sequence, int lane, long sent) {
    if (sequence > next[lane] && excused) {
      next[lane] = sequence + next.length;
      tally.delivered(sent);
    } else if (sequence > next[lane]) {
      // lost or late, which is known at the end
      if (missing == null) {
        missing = new BitSet();
      }
      for (int i = next[lane]; i < sequence; i += next.length) {
        missing.set(i);
      }
      next[lane] = sequence + next.length;
      tally.delivered(sent);
    } else if (missing != null && missing.get(sequence)) {
      missing.clear(sequence);
      tally.delivered(sent);
      tally.violated(
          Violation.DISORDERED,
          stream,
          "event " + sequence + " came after event " + (next[lane] - next.length));
    } else {
      tally.violated(Violation.DOUBLED, stream, "event " + sequence + " came again");
    }
  }
}
