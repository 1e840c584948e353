package dev.belfry.bench;

import java.io.IOException;
import java.util.List;

/** A burst of the largest events: until the last one is delivered. */
final class Burst implements Measure {

  static final Metric SECONDS = Metric.lower("seconds", "until the last delivery, s").andCompared();
  static final Metric MEGABYTES = Metric.higher("megabytesPerSecond", "MB/s");

  private static final int STREAMS = 500;
  private static final int POSTS = 200;

  /** What an event's data may have at most. */
  private static final int SIZE = 65_536;

  @Override
  public String name() {
    return "burst";
  }

  @Override
  public int connections(Form form) {
    return form.scaled(STREAMS);
  }

  @Override
  public String cannot(Contender contender) {
    return contender.opensManyAtOnce() ? null : "not tried";
  }

  @Override
  public List<Case> cases(Form form) {
    String title = "%s subscribers, %d events of 64 KB as fast as they are answered";
    return List.of(
        new Case(
            title.formatted(Figure.count(form.scaled(STREAMS)), form.scaled(POSTS)),
            List.of(SECONDS, Paced.PAGE_P99, MEGABYTES, Paced.CPU),
            Burst::turn));
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    turn(entrant, bench);
  }

  private static Reading turn(Entrant entrant, Bench bench) throws IOException {
    Load load = Load.of(entrant.target(), bench.form().scaled(STREAMS));
    Posts posts = Posts.paced(bench.form().scaled(POSTS), 0).ofSize(SIZE);
    try (Session session = new Session(load, entrant.name(bench), entrant.tree().server())) {
      session.open();
      session.settle(bench.form().settle());
      Phase phase = session.publish(posts, LocalPublishing::start);
      return Verdict.on(entrant, phase)
          .put(SECONDS, phase.seconds())
          .put(Paced.PAGE_P99, phase.latency().millis(0.99))
          .put(MEGABYTES, phase.made() * (double) SIZE / 1e6 / phase.seconds())
          .put(Paced.CPU, phase.cpuMicrosPerDelivery());
    }
  }
}
