package dev.belfry.log;

/** Where a reader begins. */
public sealed interface Start {
  /** With what comes next. */
  record Live() implements Start {}

  /** With the newest retained events of all its topics together. */
  record Newest(int count) implements Start {
    public Newest {
      if (count < 0) {
        throw new IllegalArgumentException("not a number of events: " + count);
      }
    }
  }

  /** After an id, as a client sent it: it may be anything. */
  record After(String requested) implements Start {}
}
