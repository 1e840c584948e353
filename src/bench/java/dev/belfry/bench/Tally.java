package dev.belfry.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What all subscribers of one run have seen together; written by the reading thread alone. */
final class Tally {

  private static final int TOLD = 5;

  private Histogram latency = new Histogram();
  private final Map<Violation, Long> violations = new EnumMap<>(Violation.class);
  private final List<String> told = new ArrayList<>();
  private final boolean checksIds;
  private byte[] epoch;
  private long now;
  private long made;
  private int open;

  Tally(boolean checksIds) {
    this.checksIds = checksIds;
  }

  /** Counts deliveries from zero; violations stay. */
  void restart() {
    latency = new Histogram();
    made = 0;
  }

  boolean checksIds() {
    return checksIds;
  }

  /** Sets the arrival time of the bytes that are read next, in nanoseconds of the run. */
  void arrivedAt(long nanos) {
    now = nanos;
  }

  void delivered(long sent) {
    made++;
    latency.record(now - sent);
  }

  void opened() {
    open++;
  }

  /** Returns the bytes before the position in every id; the first id that was read sets them. */
  byte[] epoch(byte[] b, int from, int to) {
    if (epoch == null) {
      epoch = Arrays.copyOfRange(b, from, to);
    }
    return epoch;
  }

  /** Counts a violation that one stream has seen. */
  void violated(Violation violation, int stream, String what) {
    count(violation, 1, "stream " + stream + ": " + what);
  }

  /** Counts violations and keeps the text of the first few. */
  void count(Violation violation, int times, String what) {
    violations.merge(violation, (long) times, Long::sum);
    if (told.size() < TOLD) {
      told.add(violation + " " + what);
    }
  }

  long violations(Violation violation) {
    return violations.getOrDefault(violation, 0L);
  }

  Map<Violation, Long> violations() {
    return violations;
  }

  List<String> firstViolations() {
    return told;
  }

  Histogram latency() {
    return latency;
  }

  long made() {
    return made;
  }

  int open() {
    return open;
  }
}
