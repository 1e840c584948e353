package dev.belfry.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/** All that one case of a measure has shown: a row for each contender, a reading for each round. */
final class Sheet {

  private final String measure;
  private final String title;
  private final List<Metric> metrics;
  private final Map<String, List<Reading>> rows = new LinkedHashMap<>();

  Sheet(String measure, String title, List<Metric> metrics) {
    this.measure = measure;
    this.title = title;
    this.metrics = metrics;
  }

  String measure() {
    return measure;
  }

  String title() {
    return title;
  }

  List<Metric> metrics() {
    return metrics;
  }

  void add(String contender, Reading reading) {
    rows.computeIfAbsent(contender, name -> new ArrayList<>()).add(reading);
  }

  /** Returns the rows' names, contenders in their usual order. */
  List<String> contenders() {
    List<String> usual = Contender.ALL.stream().map(Contender::name).toList();
    return rows.keySet().stream()
        .sorted(Comparator.comparingInt(row -> usual.indexOf(row.split(",")[0])))
        .toList();
  }

  List<Reading> readings(String contender) {
    return rows.getOrDefault(contender, List.of());
  }

  /** Returns what the rounds have shown, null if none has. */
  Figure figure(String contender, Metric metric) {
    return figure(values(contender, metric));
  }

  /** Returns the ratio to nchan's best of the same round. */
  Figure toNchan(String contender, Metric metric) {
    return ratio(contender, metric, name -> name.startsWith("nchan"));
  }

  /** Returns the ratio to the floor of the same round. */
  Figure toFloor(String contender, Metric metric) {
    return ratio(contender, metric, Contender.FLOOR::equals);
  }

  Set<String> notes(String contender) {
    Set<String> notes = new LinkedHashSet<>();
    readings(contender).forEach(reading -> notes.addAll(reading.notes()));
    return notes;
  }

  private Figure ratio(String contender, Metric metric, Predicate<String> others) {
    List<Double> ratios = new ArrayList<>();
    List<Double> values = values(contender, metric);
    for (int round = 0; round < values.size(); round++) {
      OptionalDouble other = best(metric, round, others);
      Double value = values.get(round);
      if (value != null && other.isPresent() && other.getAsDouble() > 0) {
        ratios.add(value / other.getAsDouble());
      }
    }
    return figure(ratios);
  }

  private OptionalDouble best(Metric metric, int round, Predicate<String> others) {
    return rows.entrySet().stream()
        .filter(row -> others.test(row.getKey()) && round < row.getValue().size())
        .map(row -> row.getValue().get(round).get(metric))
        .filter(value -> value != null)
        .mapToDouble(Double::doubleValue)
        .reduce(metric::best);
  }

  private List<Double> values(String contender, Metric metric) {
    List<Double> values = new ArrayList<>();
    readings(contender).forEach(reading -> values.add(reading.get(metric)));
    return values;
  }

  private static Figure figure(List<Double> values) {
    double[] there =
        values.stream().filter(value -> value != null).mapToDouble(Double::doubleValue).toArray();
    return there.length == 0 ? null : Figure.of(there);
  }
}
