package dev.belfry.streams;

/** The server sent what a careful server never sends. */
final class ProtocolViolation extends AssertionError {
  ProtocolViolation(String message) {
    super(message);
  }
}
