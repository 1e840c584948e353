package dev.belfry.bench;

/** Ends the benchmark because an event was not delivered once and in order. */
final class DeliveryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DeliveryException(String message) {
    super(message);
  }
}
