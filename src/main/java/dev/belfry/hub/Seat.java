package dev.belfry.hub;

/** A place for one stream, admitted and not yet open. */
public final class Seat {
  /** Gives the place back, if no stream was opened on it. Idempotent. */
  public void release() {}
}
