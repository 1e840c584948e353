package dev.belfry.testkit;

import java.time.Duration;

/** The moment until which a test waits. */
public record Deadline(long nanoTime) {
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  public boolean passed() {
    return left().isZero();
  }

  public void check(String awaited) {
    if (passed()) {
      throw new AssertionError("waited in vain for " + awaited);
    }
  }
}
