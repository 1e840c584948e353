package dev.belfry.bench;

/** What one run of {@code fanout} has shown: how the streams opened, and the posts to them. */
record RunResult(
    double connectSeconds,
    double connectCpuSeconds,
    double pssBefore,
    double pssIdle,
    double pssAfter,
    Phase phase) {

  boolean passed() {
    return phase.passed();
  }
}
