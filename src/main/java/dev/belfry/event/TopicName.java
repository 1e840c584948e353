package dev.belfry.event;

/**
 * The name of a topic: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,127}}, case-sensitive.
 *
 * @param value the name
 */
public record TopicName(String value) implements Comparable<TopicName> {

  /** The longest name, in characters. */
  public static final int MAX_LENGTH = 128;

  /**
   * @throws IllegalArgumentException if the name is not of the form above
   */
  public TopicName {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "a topic's name is 1 to 128 of A-Z a-z 0-9 . _ - and begins with a letter or a digit");
    }
  }

  /** Tells whether a text could be a topic's name. */
  public static boolean isValid(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_LENGTH || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  @Override
  public int compareTo(TopicName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
