package dev.belfry.fanout;

import java.time.Duration;

/**
 * A drain that has begun: streams are ended in slices, so that their clients do not come back all
 * at once, and early enough for the last to be told within the window.
 *
 * @param window how long it may take
 */
record Drain(Duration window) {

  /** How long a worker that drains sleeps between slices, in nanoseconds. */
  static final long PACE = 10_000_000L;

  /** The slowest pace, in streams a second and worker. */
  private static final long LEAST_PER_SECOND = 1_000;

  /** The part of the window in which streams are ended; the rest is for slow ones. */
  private static final double PART = 0.5;

  /** How many of a worker's streams should have been told after a time in nanoseconds. */
  long due(long since, int streams) {
    double seconds = since / 1e9;
    double perSecond = Math.max(LEAST_PER_SECOND, streams / (window.toNanos() / 1e9 * PART));
    return (long) Math.ceil(Math.max(seconds, PACE / 1e9) * perSecond);
  }
}
