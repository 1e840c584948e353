package dev.belfry.hub;

/**
 * What one node accepts of publishers.
 *
 * @param eventSize bytes of one event's data as a subscriber gets it, at least 1
 * @param topics topics that hold events; concurrent first posts to new topics may pass it by their
 *     number
 */
public record PublishLimits(int eventSize, int topics) {

  /**
   * @throws IllegalArgumentException if a limit would let nothing through
   */
  public PublishLimits {
    if (eventSize < 1 || topics < 1) {
      throw new IllegalArgumentException(
          "limits let something through: event size %d, topics %d".formatted(eventSize, topics));
    }
  }
}
