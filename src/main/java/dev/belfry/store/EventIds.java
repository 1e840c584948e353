package dev.belfry.store;

import dev.belfry.event.Epoch;
import dev.belfry.event.EventId;
import org.jspecify.annotations.Nullable;

/**
 * The form that ids have: {@code <epoch>-<position>}, the position in decimal digits without
 * leading zeros, as {@link EventId#toString()} writes it.
 */
public final class EventIds {

  private EventIds() {}

  /**
   * Reads an id.
   *
   * @param text anything, from anyone
   * @return null if it is of another form
   */
  public static @Nullable EventId read(String text) {
    int dash = text.indexOf('-');
    if (dash < 1 || dash == text.length() - 1 || text.length() > EventId.MAX_LENGTH) {
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
}
