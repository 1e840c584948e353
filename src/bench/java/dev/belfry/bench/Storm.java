package dev.belfry.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** All subscribers drop at once, events pass, and all come back with the last id they had. */
final class Storm implements Measure {

  static final Metric SECONDS =
      Metric.lower("seconds", "until all have caught up, s").andCompared();
  static final Metric CPU = Metric.lower("cpuSeconds", "CPU, s").andCompared();
  static final Metric BUSY = Metric.lower("generatorBusy", "generator busy, share");

  private static final int STREAMS = 10_000;
  private static final int MISSED = 100;
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  @Override
  public String name() {
    return "storm";
  }

  @Override
  public int connections(Form form) {
    return form.scaled(STREAMS);
  }

  @Override
  public String cannot(Contender contender) {
    return contender.replays() ? null : "cannot replay";
  }

  @Override
  public List<Case> cases(Form form) {
    String title = "%s subscribers come back, 100 events behind";
    return List.of(
        new Case(
            title.formatted(Figure.count(form.scaled(STREAMS))),
            List.of(SECONDS, CPU, BUSY),
            (entrant, bench) -> turn(entrant, bench, bench.form().scaled(STREAMS))));
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    for (int i = 0; i < 2; i++) {
      turn(entrant, bench, bench.form().scaled(1_500));
    }
  }

  private static Reading turn(Entrant entrant, Bench bench, int streams) throws IOException {
    Load load = Load.of(entrant.target(), streams).keepingIds();
    String name = entrant.name(bench);
    Usage server = entrant.tree().server();
    byte[][] ids;
    long epoch;
    try (Session before = new Session(load, name, server)) {
      epoch = before.epoch();
      before.open();
      before.settle(bench.form().settle());
      // who has had no event yet may have no id to come back with
      Verdict.on(entrant, before.publish(Posts.paced(1, 0), LocalPublishing::start));
      ids = before.lastIds();
    }
    try (Session after = new Session(load, name, server, epoch, ids)) {
      PublishOrder order = after.begin(Posts.paced(MISSED, 0), List.of(entrant.target().port()));
      Publishing publishing = LocalPublishing.start(order, () -> 0);
      while (!publishing.isDone()) {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
      if (publishing.failure() != null) {
        throw new BenchmarkException(entrant.label() + ": " + publishing.failure());
      }
      Phase phase = after.comeBack(MISSED);
      return Verdict.on(entrant, phase)
          .put(SECONDS, phase.seconds())
          .put(CPU, phase.cpuSeconds())
          .put(BUSY, phase.busyShare());
    }
  }
}
