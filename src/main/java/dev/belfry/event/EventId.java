package dev.belfry.event;

import org.jspecify.annotations.Nullable;

/**
 * The id of an event, and a cursor: a place in a store's one order.
 *
 * <p>Written {@code <epoch>-<position>}, at most 40 characters.
 *
 * @param epoch the life of the store that gave the position
 * @param position 1, 2, 3 … over all topics; 0 is the place before the first event
 */
public record EventId(Epoch epoch, long position) {

  /** The longest id, in characters. */
  public static final int MAX_LENGTH = 40;

  /**
   * @throws IllegalArgumentException if the position is negative
   */
  public EventId {
    if (position < 0) {
      throw new IllegalArgumentException("a position is not negative: " + position);
    }
  }

  /**
   * Reads an id, as written by {@link #toString()}.
   *
   * @return null if the text is no id: it may come from anyone
   */
  public static @Nullable EventId parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 1 || dash == text.length() - 1 || text.length() > MAX_LENGTH) {
      return null;
    }
    String digits = text.substring(dash + 1);
    boolean canonical = digits.equals("0") || digits.charAt(0) != '0';
    if (!canonical || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    try {
      return new EventId(new Epoch(text.substring(0, dash)), Long.parseLong(digits));
    } catch (IllegalArgumentException e) {
      return null; // an epoch of other letters, or a position beyond all numbers
    }
  }

  @Override
  public String toString() {
    return epoch + "-" + position;
  }
}
