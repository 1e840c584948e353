package dev.belfry.hub;

/** What became of a request for a stream. */
public sealed interface Admission {
  /** There is a place; it must be opened or released exactly once. */
  record Admitted(Seat seat) implements Admission {}

  /** There is none: answer 200 text/event-stream with this whole body (retry, stream.close), so that an EventSource comes back. */
  record Shed(String body) implements Admission {}
}
