package dev.belfry.stress;

import java.util.concurrent.atomic.AtomicLong;

/** Orders what several threads saw: what ended before something else began has a lower tick. */
final class Ticks {

  /** Later than everything. */
  static final long NEVER = Long.MAX_VALUE;

  private final AtomicLong now = new AtomicLong();

  long next() {
    return now.incrementAndGet();
  }
}
