package dev.belfry.sse;

import java.util.Locale;

/** Why the service ends a stream. */
public enum CloseReason {
  /** The node stops. */
  SHUTDOWN,
  /** The stream has lasted as long as a stream may. */
  LIFETIME,
  /** The node has no place for one more. */
  OVERLOADED,
  /** The reader accepted no byte for too long. */
  SLOW,
  /** The reader's credentials have expired. */
  EXPIRED,
  /** The reader may no longer read. */
  REVOKED;

  /** Whether the reader may still get what was published before his stream ended. */
  public boolean mayReadOn() {
    return this != EXPIRED && this != REVOKED;
  }

  /** As it is written in a stream and as a metric's tag. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
