package dev.belfry.streams;

import java.time.Duration;

/** The moment until which a test waits. */
record Deadline(long nanoTime) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  boolean passed() {
    return left().isZero();
  }

  void check(String awaited) {
    if (passed()) {
      throw new AssertionError("waited in vain for " + awaited);
    }
  }
}
