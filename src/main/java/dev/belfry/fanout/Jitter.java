package dev.belfry.fanout;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Draws times that spread what would otherwise happen at once. Thread-safe if its source is. */
public final class Jitter {

  private final RandomGenerator random;

  /**
   * @param random any source; it decides nothing that has to be secret
   */
  public Jitter(RandomGenerator random) {
    this.random = random;
  }

  /** When a browser comes back after an ordinary end. */
  public Duration retry() {
    return between(Duration.ofSeconds(2), Duration.ofSeconds(5));
  }

  /** When a browser that was sent away tries again. */
  public Duration shedRetry() {
    return between(Duration.ofSeconds(5), Duration.ofSeconds(15));
  }

  /** When a browser comes back from a node that drains. */
  public Duration drainRetry(Duration window) {
    return between(Duration.ofSeconds(1), window.plusSeconds(2));
  }

  /** Up to a fifth less than a time. */
  long shortened(long nanos) {
    return nanos - (long) (nanos * 0.2 * random.nextDouble());
  }

  private Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }
}
