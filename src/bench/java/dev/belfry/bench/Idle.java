package dev.belfry.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What an open stream takes that gets nothing, and what it costs to open it. */
final class Idle implements Measure {

  static final Metric PSS = Metric.lower("pssKilobytes", "PSS per stream, KB").andCompared();
  static final Metric PSS_IN_ALL = Metric.lower("pssMegabytes", "PSS in all, MB");
  static final Metric HEAP = Metric.lower("heapKilobytes", "heap per stream, KB");
  static final Metric PSS_AFTER_GC = Metric.lower("pssAfterGcKilobytes", "PSS after a GC, KB");
  static final Metric CONNECT = Metric.lower("connectMicros", "CPU to connect, µs").andCompared();
  static final Metric AGAIN =
      Metric.lower("connectAgainMicros", "the same once more, µs").andCompared();

  private static final int STREAMS = 15_000;
  private static final int WARM_UP_STREAMS = 1_000;
  private static final Duration SETTLE = Duration.ofSeconds(2);

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public int connections(Form form) {
    return form.scaled(STREAMS);
  }

  /** What a server has taken once it does not give back, and would take nothing the next time. */
  @Override
  public boolean fresh(Form form) {
    return form == Form.LONG;
  }

  @Override
  public List<Case> cases(Form form) {
    return List.of(
        new Case(
            Figure.count(form.scaled(STREAMS)) + " idle subscribers",
            List.of(PSS, PSS_IN_ALL, HEAP, PSS_AFTER_GC, CONNECT, AGAIN),
            Idle::turn));
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    int streams = bench.form().scaled(WARM_UP_STREAMS);
    Load load = Load.of(entrant.target(), streams);
    try (Session session = new Session(load, entrant.name(bench), entrant.tree().server())) {
      session.open();
      Posts posts = bench.form().warmUp(streams);
      Verdict.on(entrant, session.publish(posts, LocalPublishing::start));
    }
  }

  private static Reading turn(Entrant entrant, Bench bench) throws IOException {
    Reading reading = new Reading();
    int streams = bench.form().scaled(STREAMS);
    Usage server = entrant.tree().server();
    boolean java = entrant.contender().java();
    long heapBefore = java ? Heap.usedKilobytes(entrant.tree().java()) : 0;
    double pssBefore = server.pssMegabytes();
    Load load = Load.of(entrant.target(), streams);
    try (Session session = new Session(load, entrant.name(bench), server)) {
      reading.put(CONNECT, open(session, server) / streams);
      session.settle(SETTLE);
      double pss = server.pssMegabytes();
      reading.put(PSS, (pss - pssBefore) * 1024 / streams).put(PSS_IN_ALL, pss);
      if (java) {
        long heap = Heap.usedKilobytes(entrant.tree().java());
        reading.put(HEAP, (heap - heapBefore) / (double) streams);
        reading.put(PSS_AFTER_GC, (server.pssMegabytes() - pssBefore) * 1024 / streams);
      }
      // they are all there still
      Phase proof = session.publish(Posts.paced(1, 0), LocalPublishing::start);
      Verdict.on(entrant, proof).notes().forEach(reading::note);
    }
    if (!entrant.contender().keepsDeadStreams()) {
      try (Session session = new Session(load, entrant.name(bench), server)) {
        reading.put(AGAIN, open(session, server) / streams);
      }
    }
    return reading;
  }

  /** Returns what it took of the server's CPU, in microseconds. */
  private static double open(Session session, Usage server) throws IOException {
    double before = server.cpuSeconds();
    session.open();
    return (server.cpuSeconds() - before) * 1e6;
  }
}
