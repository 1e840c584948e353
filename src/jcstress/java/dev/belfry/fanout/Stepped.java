package dev.belfry.fanout;

import dev.belfry.event.Start;
import dev.belfry.log.EventLog;
import dev.belfry.log.Opening;
import dev.belfry.log.Stress;
import dev.belfry.sse.Encoders;
import java.time.Duration;
import java.util.List;

/** A fan-out without threads of its own: an actor is its worker. The clock stands still. */
final class Stepped {

  private static final StreamSettings SETTINGS =
      new StreamSettings(
          Duration.ofSeconds(15),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofSeconds(10));

  /** Draws the same each time: a real source's fences would hide those that are missing. */
  private static final Jitter JITTER = new Jitter(() -> 42L);

  private static final int MOST_CYCLES = 1_000;

  final EventLog log = Stress.log(10);
  final FanOut fanOut = new FanOut(log, Encoders.small(), SETTINGS, 1, JITTER, () -> 0L);

  /** How often a subscription ended. Written by the worker. */
  int ended;

  /** Subscribes to topic a, from now on. */
  Subscription subscribe(EventStream stream) {
    Opening opening = Opening.of(log, List.of(Stress.A), new Start.Live());
    return fanOut.subscribe(stream, opening, StreamForm.PLAIN, null, () -> ended++);
  }

  /** A few duty cycles of the worker. */
  void step() {
    Worker worker = fanOut.onlyWorker();
    worker.work();
    worker.work();
  }

  /** Duty cycles until the worker would sleep. */
  void finish() {
    Worker worker = fanOut.onlyWorker();
    for (int cycles = 0; worker.work() > 0; cycles++) {
      if (cycles > MOST_CYCLES) {
        throw new IllegalStateException("the worker never comes to an end");
      }
    }
  }
}
