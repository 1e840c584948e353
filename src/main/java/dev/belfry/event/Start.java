package dev.belfry.event;

/** Where a reader begins. */
public sealed interface Start {

  /** With what comes next. */
  record Live() implements Start {}

  /**
   * With the newest events of all its topics together that can be replayed.
   *
   * @param count how many, at least 0; beyond {@link #MAX} it is that
   */
  record Newest(int count) implements Start {

    /** The most events to begin with: what one reader's search may cost. */
    public static final int MAX = 10_000;

    /**
     * @throws IllegalArgumentException if the count is negative
     */
    public Newest {
      if (count < 0) {
        throw new IllegalArgumentException("not a number of events: " + count);
      }
      count = Math.min(count, MAX);
    }
  }

  /**
   * After an id.
   *
   * @param requested the id as a client sent it: it may be anything, and is cut where it is too
   *     long to be one, so that it stays too long
   */
  record After(String requested) implements Start {

    /** One more than an id has, and more than a gap repeats. */
    private static final int MAX_KEPT = EventId.MAX_LENGTH + 1;

    /** Cuts what is too long. */
    public After {
      if (requested.length() > MAX_KEPT) {
        requested = requested.substring(0, MAX_KEPT);
      }
    }
  }
}
