package dev.belfry.event;

import java.util.random.RandomGenerator;

/**
 * One life of a store: positions are never reused within it.
 *
 * @param value 1 to 20 of {@code a-z 0-9}, so that an id is short
 */
public record Epoch(String value) {

  private static final int MAX_LENGTH = 20;
  private static final int DRAWN_LENGTH = 10;

  /**
   * @throws IllegalArgumentException if the value is not of the form above
   */
  public Epoch {
    if (value.isEmpty()
        || value.length() > MAX_LENGTH
        || !value.chars().allMatch(Epoch::isAllowed)) {
      throw new IllegalArgumentException("an epoch is 1 to 20 of a-z 0-9");
    }
  }

  /** A new epoch, drawn so that two are never the same in practice. */
  public static Epoch draw(RandomGenerator random) {
    StringBuilder drawn = new StringBuilder(DRAWN_LENGTH);
    for (int i = 0; i < DRAWN_LENGTH; i++) {
      drawn.append(Character.forDigit(random.nextInt(36), 36));
    }
    return new Epoch(drawn.toString());
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  @Override
  public String toString() {
    return value;
  }
}
