package dev.belfry.hub;

/**
 * What one node accepts.
 *
 * @param eventSize bytes of one event's data, at least 1
 * @param topics topics that hold events; concurrent first posts to new topics may pass it by their
 *     number
 * @param streams open streams
 */
public record HubLimits(int eventSize, int topics, int streams) {

  /**
   * @throws IllegalArgumentException if a limit would let nothing through
   */
  public HubLimits {
    if (eventSize < 1 || topics < 1 || streams < 1) {
      throw new IllegalArgumentException(
          "limits let something through: event size %d, topics %d, streams %d"
              .formatted(eventSize, topics, streams));
    }
  }
}
