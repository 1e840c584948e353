package dev.belfry.fanout;

import java.time.Duration;

/**
 * How streams live.
 *
 * @param heartbeat how long a stream may be idle
 * @param stallTimeout how long a reader may accept nothing
 * @param lifetime how long a stream lasts at most
 * @param drainWindow how long a drain takes at most
 */
public record StreamSettings(
    Duration heartbeat, Duration stallTimeout, Duration lifetime, Duration drainWindow) {

  /**
   * @throws IllegalArgumentException if a time is not positive
   */
  public StreamSettings {
    if (!heartbeat.isPositive()
        || !stallTimeout.isPositive()
        || !lifetime.isPositive()
        || !drainWindow.isPositive()) {
      throw new IllegalArgumentException(
          "the times of streams are positive: heartbeat %s, stall %s, lifetime %s, drain %s"
              .formatted(heartbeat, stallTimeout, lifetime, drainWindow));
    }
  }
}
