package dev.belfry.event;

/**
 * The type of an event, which an {@code EventSource} dispatches it by: 1 to 128 characters, no
 * control characters, no lone surrogates, none of the names that {@code EventSource} and Belfry
 * keep for themselves.
 *
 * @param value the type
 */
public record EventType(String value) {

  /** The longest type, in UTF-16 characters. */
  public static final int MAX_LENGTH = 128;

  /** Types that begin so are the service's own. */
  public static final String RESERVED_PREFIX = "stream.";

  /**
   * @throws IllegalArgumentException if the type is empty, too long, reserved, or holds a control
   *     character, a byte order mark or half a surrogate pair; the message says which
   */
  public EventType {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("an event's type has 1 to 128 characters");
    }
    if (value.equals("open") || value.equals("error") || value.startsWith(RESERVED_PREFIX)) {
      throw new IllegalArgumentException(
          "the types open, error and stream.* belong to EventSource and to the service");
    }
    value.codePoints().forEach(EventType::check);
  }

  private static void check(int codePoint) {
    boolean lineSeparator = codePoint == 0x2028 || codePoint == 0x2029;
    boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    if (Character.isISOControl(codePoint) || lineSeparator || surrogate || codePoint == 0xFEFF) {
      throw new IllegalArgumentException("an event's type holds no control characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
