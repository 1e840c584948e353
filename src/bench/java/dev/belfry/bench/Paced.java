package dev.belfry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What deliveries at a given pace cost, how long they take, and how soon a post is answered. */
final class Paced implements Measure {

  static final Metric CPU =
      Metric.lower("cpuMicrosPerDelivery", "CPU per delivery, µs").andCompared();
  static final Metric PAGE_P50 = Metric.lower("pageP50Ms", "post to page p50, ms");
  static final Metric PAGE_P99 = Metric.lower("pageP99Ms", "p99, ms");
  static final Metric PAGE_MAX = Metric.lower("pageMaxMs", "max, ms");
  static final Metric ANSWER_P50 =
      Metric.lower("answerP50Ms", "publish answer p50, ms").andCompared();
  static final Metric ANSWER_P99 =
      Metric.lower("answerP99Ms", "publish answer p99, ms").andCompared();

  private static final Set<String> CLOSE_LOOK = Set.of("belfry", "nchan-1", "nchan-N", "floor");

  private final String name;
  private final List<Integer> streams;
  private final List<Metric> metrics;
  private final double turns;

  private Paced(String name, List<Integer> streams, List<Metric> metrics, double turns) {
    this.name = name;
    this.streams = streams;
    this.metrics = metrics;
    this.turns = turns;
  }

  static Paced cpu() {
    return new Paced(
        "cpu",
        List.of(1_000, 5_000, 15_000),
        List.of(CPU, PAGE_P50, PAGE_P99, PAGE_MAX, uncompared(ANSWER_P50), uncompared(ANSWER_P99)),
        1);
  }

  static Paced publish() {
    return new Paced("publish", List.of(10_000), List.of(ANSWER_P50, ANSWER_P99, CPU), 3);
  }

  @Override
  public String name() {
    return name;
  }

  /** How soon a post is answered by everyone stands beside the CPU; this is the close look. */
  @Override
  public String cannot(Contender contender) {
    return streams.size() > 1 || CLOSE_LOOK.contains(contender.name()) ? null : "";
  }

  @Override
  public int connections(Form form) {
    return form.scaled(streams.getLast());
  }

  @Override
  public List<Case> cases(Form form) {
    List<Case> cases = new ArrayList<>();
    for (int number : streams) {
      int scaled = form.scaled(number);
      String title = "%s subscribers, 25 000 deliveries/s".formatted(Figure.count(scaled));
      cases.add(
          new Case(
              title,
              metrics,
              (entrant, bench) -> turn(entrant, bench, scaled),
              // so many take half a minute to open where few may be on their way at once
              contender -> number <= 5_000 || contender.opensManyAtOnce()));
    }
    return cases;
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    int number = bench.form().scaled(5_000);
    Verdict.on(entrant, publish(entrant, bench, number, bench.form().warmUp(number)));
  }

  private Reading turn(Entrant entrant, Bench bench, int number) throws IOException {
    Phase phase = publish(entrant, bench, number, bench.form().paced(number, turns));
    return Verdict.on(entrant, phase)
        .put(CPU, phase.cpuMicrosPerDelivery())
        .put(PAGE_P50, phase.latency().millis(0.5))
        .put(PAGE_P99, phase.latency().millis(0.99))
        .put(PAGE_MAX, phase.latency().maxMillis())
        .put(answer(ANSWER_P50), phase.answers().millis(0.5))
        .put(answer(ANSWER_P99), phase.answers().millis(0.99));
  }

  private Metric answer(Metric metric) {
    return metrics.contains(metric) ? metric : uncompared(metric);
  }

  private static Metric uncompared(Metric metric) {
    return new Metric(metric.key(), metric.name(), metric.better(), false);
  }

  private static Phase publish(Entrant entrant, Bench bench, int number, Posts posts)
      throws IOException {
    Load load = Load.of(entrant.target(), number);
    try (Session session = new Session(load, entrant.name(bench), entrant.tree().server())) {
      session.open();
      session.settle(bench.form().settle());
      return session.publish(posts, bench.apart());
    }
  }
}
