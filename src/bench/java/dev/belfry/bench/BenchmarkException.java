package dev.belfry.bench;

/** Ends the benchmark with a message for whoever started it. */
final class BenchmarkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BenchmarkException(String message) {
    super(message);
  }

  BenchmarkException(String message, Throwable cause) {
    super(message + ": " + cause, cause);
  }
}
