package dev.belfry.bench;

/** Says that a server did not open all streams. */
final class NotOpenedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotOpenedException(String message) {
    super(message);
  }
}
