package dev.belfry.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one turn of one contender has shown. */
final class Reading {

  private final Map<Metric, Double> values = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  Reading put(Metric metric, double value) {
    if (Double.isFinite(value)) {
      values.put(metric, value);
    }
    return this;
  }

  Reading note(String text) {
    notes.add(text);
    return this;
  }

  /** Returns the value, null if this turn has none. */
  Double get(Metric metric) {
    return values.get(metric);
  }

  Map<Metric, Double> values() {
    return values;
  }

  List<String> notes() {
    return notes;
  }
}
