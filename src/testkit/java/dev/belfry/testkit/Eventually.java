package dev.belfry.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what the service does in its own time. */
public final class Eventually {

  private static final Duration WITHIN = Duration.ofSeconds(10);

  private Eventually() {}

  /** Asks again and again; every question is a round trip, so this does not spin. */
  public static void await(String what, BooleanSupplier question) {
    Deadline deadline = Deadline.in(WITHIN);
    while (!question.getAsBoolean()) {
      deadline.check(what);
    }
  }
}
