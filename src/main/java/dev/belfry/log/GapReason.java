package dev.belfry.log;

import java.util.Locale;

/** Why some events cannot be replayed. */
public enum GapReason {
  /** The id is of another life of the store. */
  EPOCH,
  /** Something beyond the id was trimmed. */
  EXPIRED,
  /** The id is beyond the store's head. */
  AHEAD,
  /** The id is no id. */
  MALFORMED,
  /** The log overtook an open stream that did not read. */
  OVERRUN,
  /** The store has lost something. */
  DAMAGED;

  /** As it is written in a stream and as a metric's tag. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
