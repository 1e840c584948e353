package dev.belfry.bench;

import java.util.BitSet;

/** Checks that one subscriber gets each event of its topic once and in order. */
final class SequenceCheck {

  private final int stream;
  private final Tally tally;
  private int next;
  private long position = -1;
  private BitSet missing;

  SequenceCheck(int stream, Tally tally) {
    this.stream = stream;
    this.tally = tally;
  }

  /** Takes an id that came without an event: the cursor may stand still, but not go back. */
  void cursor(long to) {
    if (to < position) {
      tally.violated(Violation.ID, stream, "cursor " + to + " after position " + position);
    }
    position = Math.max(position, to);
  }

  /** Takes an event with its position in the store, or with -1 where ids are not checked. */
  void event(int sequence, long sent, long at) {
    if (sequence != next) {
      unexpected(sequence, sent);
    } else {
      next++;
      tally.delivered(sent);
      if (at >= 0 && at <= position) {
        tally.violated(
            Violation.ID, stream, "event at position " + at + " after position " + position);
      }
    }
    position = Math.max(position, at);
  }

  /** Counts what has not come by the end of the run. */
  void finish(int expected) {
    int lost = expected - next + (missing == null ? 0 : missing.cardinality());
    if (lost > 0) {
      int first = missing == null || missing.isEmpty() ? next : missing.nextSetBit(0);
      tally.count(
          Violation.LOST,
          lost,
          "stream " + stream + ": " + lost + " events, the first of them number " + first);
    }
  }

  private void unexpected(int sequence, long sent) {
    if (sequence > next) {
      // lost or late, which is known at the end
      if (missing == null) {
        missing = new BitSet();
      }
      missing.set(next, sequence);
      next = sequence + 1;
      tally.delivered(sent);
    } else if (missing != null && missing.get(sequence)) {
      missing.clear(sequence);
      tally.delivered(sent);
      tally.violated(
          Violation.DISORDERED, stream, "event " + sequence + " came after event " + (next - 1));
    } else {
      tally.violated(Violation.DOUBLED, stream, "event " + sequence + " came again");
    }
  }
}
