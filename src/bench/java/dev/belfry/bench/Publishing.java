package dev.belfry.bench;

/** Posts that are on their way, published by this process or another. */
interface Publishing {

  /** Starts to publish. {@code delivered} says how many posts all streams have by now. */
  interface Starter {
    Publishing start(PublishOrder order, java.util.function.IntSupplier delivered);
  }

  boolean isDone();

  /** Returns what went wrong, null if nothing did; to be asked when it is done. */
  String failure();

  /** Time from a post's first byte sent to the last byte of its answer. */
  Histogram answers();

  /** How long after its time on the schedule each post was sent. */
  Histogram lateness();
}
