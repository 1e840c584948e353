package dev.belfry.event;

/**
 * The id of an event, and a cursor: a place in a store's one order.
 *
 * <p>Written {@code <epoch>-<position>}. Its text is opaque to all but the store, see {@link
 * IdReader}.
 *
 * @param epoch the life of the store that gave the position
 * @param position 1, 2, 3 … over all topics; 0 is the place before the first event
 */
public record EventId(Epoch epoch, long position) {

  /** The longest id that any store may give, in characters. */
  public static final int MAX_LENGTH = 128;

  /**
   * @throws IllegalArgumentException if the position is negative
   */
  public EventId {
    if (position < 0) {
      throw new IllegalArgumentException("a position is not negative: " + position);
    }
  }

  /** The id as clients get it. Only the store that gave it reads it again. */
  @Override
  public String toString() {
    return epoch + "-" + position;
  }
}
