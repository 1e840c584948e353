package dev.belfry.fanout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * A worker's share of a drain: its streams are ended in slices, so that their clients do not come
 * back all at once, and early enough for the last to be told within the window. The worker's own,
 * once it is handed over.
 */
final class Drain {

  /** How long a worker sleeps between slices, in nanoseconds. */
  static final long PACE = 10_000_000L;

  /** The slowest pace, in streams a second and worker. */
  private static final long LEAST_PER_SECOND = 1_000;

  /** The part of the window in which streams are ended; the rest is for slow ones. */
  private static final double PART = 0.5;

  private static final long NOT_BEGUN = -1;

  private final Duration window;
  private final ArrayDeque<Subscription> left = new ArrayDeque<>();
  private long begin = NOT_BEGUN;
  private int all;

  /**
   * @param window how long it may take
   */
  Drain(Duration window) {
    this.window = window;
  }

  Duration window() {
    return window;
  }

  /** Whether there are streams that it is not the turn of yet. */
  boolean isUnderWay() {
    return !left.isEmpty();
  }

  /**
   * Ends the streams whose turn it is.
   *
   * @param now the worker's time
   * @param open the worker's streams, looked at when the drain begins
   * @param end ends one
   * @return how many
   */
  int work(long now, Collection<Subscription> open, Consumer<Subscription> end) {
    if (begin == NOT_BEGUN) {
      left.clear(); // should an earlier attempt have failed
      left.addAll(open);
      all = open.size();
      begin = now;
    }
    int ended = 0;
    while (!left.isEmpty() && all - left.size() < due(now - begin)) {
      end.accept(left.remove());
      ended++;
    }
    return ended;
  }

  /** How many should have ended after a time in nanoseconds. */
  private long due(long since) {
    double perSecond = Math.max(LEAST_PER_SECOND, all / (window.toNanos() / 1e9 * PART));
    return (long) Math.ceil(Math.max(since, PACE) / 1e9 * perSecond);
  }
}
