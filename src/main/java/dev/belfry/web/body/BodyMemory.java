package dev.belfry.web.body;

import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what the bodies of all requests take together, from their first byte until they are
 * answered: one by one they are small, and senders are many. Thread-safe.
 */
final class BodyMemory {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final long bound;
  private final AtomicLong taken = new AtomicLong();

  /**
   * A bound.
   *
   * @param bound in bytes
   */
  BodyMemory(long bound) {
    this.bound = bound;
  }

  /** A place for one more body, that has nothing yet. */
  Place place() {
    return new Place();
  }

  /** What one body takes; given back when it is closed. One thread's own. */
  final class Place implements AutoCloseable {

    private long bytes;

    /**
     * Takes more.
     *
     * @throws ProblemException if all bodies together would take more than they may
     */
    void take(int more) {
      bytes += more;
      if (taken.addAndGet(more) > bound) {
        throw ProblemType.UNAVAILABLE.because(
            "too many requests are being sent at the moment", RETRY_AFTER);
      }
    }

    @Override
    public void close() {
      taken.addAndGet(-bytes);
      bytes = 0;
    }
  }
}
