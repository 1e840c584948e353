package dev.belfry.contract;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what the service does in its own time. */
final class Eventually {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private Eventually() {}

  /** Asks again and again; every question is a round trip, so this does not spin. */
  static void await(String what, BooleanSupplier question) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!question.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + DEADLINE + ": " + what);
      }
    }
  }
}
