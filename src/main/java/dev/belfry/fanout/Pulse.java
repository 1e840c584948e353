package dev.belfry.fanout;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows whether a worker still turns. One that sleeps has nothing to show, so it is asked: whoever
 * wants to know rings, and the answer is a duty cycle. Times are the worker's.
 */
final class Pulse {

  private static final long NONE = -1;

  /** When the duty cycle that is under way began. Written by the worker. */
  private final AtomicLong cycle = new AtomicLong(NONE);

  /** When it was asked what it has not answered yet. */
  private final AtomicLong question = new AtomicLong(NONE);

  /** A duty cycle begins. The worker's. */
  void begin(long now) {
    cycle.setRelease(now);
  }

  /** A duty cycle is over. The worker's. */
  void end() {
    cycle.setRelease(NONE);
  }

  /** The worker has heard the ring. */
  void answer() {
    question.set(NONE);
  }

  /**
   * Asks, unless there is a question already. Any thread.
   *
   * @param ring wakes the worker, and has it answer
   * @return for how long the worker has not answered, or been at one duty cycle
   */
  long ask(long now, Runnable ring) {
    long asked = question.compareAndExchange(NONE, now);
    if (asked == NONE) {
      ring.run();
    }
    long begun = cycle.getAcquire();
    long since = Math.min(asked == NONE ? now : asked, begun == NONE ? now : begun);
    return now - since;
  }
}
