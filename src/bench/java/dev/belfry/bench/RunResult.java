package dev.belfry.bench;

import java.util.List;
import java.util.Map;

/** What one run has shown. */
record RunResult(
    double connectSeconds,
    double connectCpuSeconds,
    long expected,
    long made,
    Map<Violation, Long> violations,
    List<String> firstViolations,
    double seconds,
    double postsPerSecond,
    double latencyP50,
    double latencyP99,
    double latencyMax,
    double answerP50,
    double answerP99,
    double latenessP99,
    double cpuSeconds,
    double pssBefore,
    double pssIdle,
    double pssAfter,
    double busyShare) {

  boolean passed() {
    return violations.isEmpty() && made == expected;
  }

  long violations(Violation violation) {
    return violations.getOrDefault(violation, 0L);
  }

  double deliveriesPerSecond() {
    return made / seconds;
  }

  double cpuMicrosPerDelivery() {
    return made == 0 ? 0 : cpuSeconds * 1e6 / made;
  }
}
