package dev.belfry.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What subscribers that stop reading do to the others, and what becomes of them when they read on.
 */
final class Stalled implements Measure {

  static final Metric P50 = Metric.lower("p50Ratio", "post to page p50, × without");
  static final Metric P99 = Metric.lower("p99Ratio", "p99, × without");
  static final Metric P50_MS = Metric.lower("pageP50Ms", "p50, ms");
  static final Metric P99_MS = Metric.lower("pageP99Ms", "p99, ms");
  static final Metric HEAP_BEFORE = Metric.lower("heapBeforeMb", "heap before, MB");
  static final Metric HEAP_AFTER = Metric.lower("heapAfterMb", "heap after, MB");
  static final Metric GAPS = Metric.lower("gaps", "told of a gap");

  private static final int STREAMS = 5_000;
  private static final int FEW = 50;
  private static final int MANY = 500;

  /** What a stalled stream is sent before it counts as one: more than kernels take for it. */
  private static final Posts FILL = new Posts(100, 0, 60_000, 1, 0);

  private static final int LARGE = 16 * 1024;
  private static final int LARGE_POSTS = 400;
  private static final double LARGE_PACE = 36_000;

  private static final Set<String> TAKING_PART = Set.of("belfry", "nchan-1");

  /** Turns of each so far: with and without take turns in being first. */
  private final Map<String, Integer> turns = new HashMap<>();

  @Override
  public String name() {
    return "stalled";
  }

  /** One of each that keep what a reader has missed: the others have nothing for it but memory. */
  @Override
  public String cannot(Contender contender) {
    return TAKING_PART.contains(contender.name()) ? null : "";
  }

  @Override
  public int connections(Form form) {
    return form.scaled(STREAMS);
  }

  @Override
  public List<Case> cases(Form form) {
    String streams = Figure.count(form.scaled(STREAMS));
    return List.of(
        new Case(
            "%s subscribers, 25 000 deliveries/s, 1 %% stalled".formatted(streams),
            List.of(P50, P99, P50_MS, P99_MS),
            this::few),
        new Case(
            "%s subscribers, 10 %% stalled while %d posts of 16 KB pass"
                .formatted(streams, LARGE_POSTS),
            List.of(P50, P99, P50_MS, P99_MS, HEAP_BEFORE, HEAP_AFTER, GAPS),
            Stalled::many,
            Contender.BELFRY::equals));
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    int readers = bench.form().scaled(STREAMS - FEW);
    Posts posts = bench.form().warmUp(readers);
    Verdict.on(entrant, read(entrant, bench, entrant.name(bench), readers, posts));
  }

  private Reading few(Entrant entrant, Bench bench) throws IOException {
    int readers = bench.form().scaled(STREAMS - FEW);
    int stalling = bench.form().scaled(FEW);
    Posts posts = bench.form().paced(readers, 1);
    boolean first = turns.merge(entrant.label(), 1, Integer::sum) % 2 == 1;
    Phase without = first ? read(entrant, bench, entrant.name(bench), readers, posts) : null;
    Load load = Load.of(entrant.target(), stalling).withStalling(stalling);
    String name = entrant.name(bench);
    Phase with;
    try (Session stalled = new Session(load, name, entrant.tree().server())) {
      stalled.open();
      stalled.settle(bench.form().settle());
      stalled.stall();
      Phase fill = stalled.publish(FILL, bench.apart());
      if (!Verdict.judge(entrant, fill.violations(), fill.firstViolations())) {
        return new Reading().note("a post is not answered any more once readers stall");
      }
      with = read(entrant, bench, name, readers, posts);
    }
    if (without == null) {
      without = read(entrant, bench, entrant.name(bench), readers, posts);
    }
    Verdict.on(entrant, without);
    return put(Verdict.on(entrant, with), without, with);
  }

  private static Reading many(Entrant entrant, Bench bench) throws IOException {
    int streams = bench.form().scaled(STREAMS);
    int stalling = bench.form().scaled(MANY);
    int readers = streams - stalling;
    Posts posts = Posts.paced(LARGE_POSTS, LARGE_PACE / readers).ofSize(LARGE);
    Posts some = Posts.paced(LARGE_POSTS / 4, LARGE_PACE / readers).ofSize(LARGE);
    Heap.usedKilobytes(entrant.tree().java()); // collects, as it does before those that stall
    Phase without = read(entrant, bench, entrant.name(bench), readers, some);
    Verdict.on(entrant, without);
    Load load = Load.of(entrant.target(), streams).withStalling(stalling);
    try (Session session = new Session(load, entrant.name(bench), entrant.tree().server())) {
      session.open();
      session.settle(bench.form().settle());
      session.stall();
      double before = Heap.usedKilobytes(entrant.tree().java()) / 1024.0;
      Phase with = session.publish(posts, bench.apart());
      Reading reading = put(Verdict.on(entrant, with), without, with);
      double after = Heap.usedKilobytes(entrant.tree().java()) / 1024.0;
      int gaps = session.readOn(posts.count());
      Verdict.judge(entrant, session.violations(), session.firstViolations());
      return reading.put(HEAP_BEFORE, before).put(HEAP_AFTER, after).put(GAPS, gaps);
    }
  }

  private static Reading put(Reading reading, Phase without, Phase with) {
    double p50 = with.latency().millis(0.5);
    double p99 = with.latency().millis(0.99);
    return reading
        .put(P50, p50 / without.latency().millis(0.5))
        .put(P99, p99 / without.latency().millis(0.99))
        .put(P50_MS, p50)
        .put(P99_MS, p99);
  }

  private static Phase read(Entrant entrant, Bench bench, String name, int readers, Posts posts)
      throws IOException {
    Load load = Load.of(entrant.target(), readers);
    try (Session session = new Session(load, name, entrant.tree().server())) {
      session.open();
      session.settle(bench.form().settle());
      return session.publish(posts, bench.apart());
    }
  }
}
