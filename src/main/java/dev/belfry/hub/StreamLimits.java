package dev.belfry.hub;

/**
 * How much may be open.
 *
 * @param streams streams, at least 1
 * @param subscriptions topics of all open streams together, each counted for each stream, at least
 *     1: readers choose the names, and each takes memory
 */
record StreamLimits(int streams, int subscriptions) {

  /**
   * @throws IllegalArgumentException if a limit would let nothing through
   */
  StreamLimits {
    if (streams < 1 || subscriptions < 1) {
      throw new IllegalArgumentException(
          "limits let something through: streams %d, subscriptions %d"
              .formatted(streams, subscriptions));
    }
  }
}
