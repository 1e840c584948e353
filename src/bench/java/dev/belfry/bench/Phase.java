package dev.belfry.bench;

import java.util.List;
import java.util.Map;

/** What one phase of publishing has shown. */
record Phase(
    long expected,
    long made,
    Map<Violation, Long> violations,
    List<String> firstViolations,
    double seconds,
    Histogram latency,
    Histogram answers,
    Histogram lateness,
    double cpuSeconds,
    double busyShare) {

  boolean passed() {
    return violations.isEmpty() && made == expected;
  }

  long violations(Violation violation) {
    return violations.getOrDefault(violation, 0L);
  }

  double postsPerSecond() {
    return answers.total() / seconds;
  }

  double deliveriesPerSecond() {
    return made / seconds;
  }

  double cpuMicrosPerDelivery() {
    return made == 0 ? 0 : cpuSeconds * 1e6 / made;
  }
}
