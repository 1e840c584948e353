package dev.belfry.hub;

/** What became of a request for a stream. */
public sealed interface Admission {

  /**
   * There is a place.
   *
   * @param seat to be opened, or released
   */
  record Admitted(Seat seat) implements Admission {}

  /**
   * There is none now. An {@code EventSource} gives up for good on an error status, so the answer
   * is a stream that says when to come back, and ends.
   *
   * @param body all that the stream says
   */
  record Shed(String body) implements Admission {}
}
