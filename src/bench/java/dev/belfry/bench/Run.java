package dev.belfry.bench;

import java.io.IOException;
import java.time.Duration;

/** One run: opens the streams, publishes, and checks and times what arrives. */
final class Run {

  private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(120);

  /** How long doubled events are waited for after the last one that is due. */
  private static final Duration AFTERMATH = Duration.ofMillis(500);

  private final Options options;
  private final String name;
  private final ServerProcess server;
  private final long epoch = System.nanoTime();

  Run(Options options, String name) {
    this.options = options;
    this.name = name;
    this.server = new ServerProcess(options.pids());
  }

  RunResult measure() throws IOException, InterruptedException {
    String[] topics = new String[options.topics()];
    Body[] bodies = new Body[options.topics()];
    for (int i = 0; i < topics.length; i++) {
      topics[i] = "bench-" + name + "-" + i;
      bodies[i] = new Body(name, i, options.size());
    }
    Tally tally = new Tally(options.checksIds());
    double pssBefore = server.pssMegabytes();
    double cpuBefore = server.cpuSeconds();
    long start = System.nanoTime();
    try (Subscribers subscribers = new Subscribers(options, topics, bodies, tally, epoch)) {
      subscribers.open(CONNECT_DEADLINE);
      double connectSeconds = (System.nanoTime() - start) / 1e9;
      if (tally.open() < options.streams()) {
        throw new BenchmarkException(
            "only %d of %d streams opened %s"
                .formatted(tally.open(), options.streams(), tally.firstViolations()));
      }
      double connectCpu = server.cpuSeconds() - cpuBefore;
      subscribers.pollFor(options.settle());
      double pssIdle = server.pssMegabytes();

      Publisher publisher = new Publisher(options, topics, bodies, epoch);
      double cpuIdle = server.cpuSeconds();
      long busyIdle = subscribers.busyNanos();
      long begin = System.nanoTime();
      Thread.ofPlatform().name("publisher").daemon().start(publisher);
      long last = readAll(subscribers, tally, publisher);
      double seconds = (last - begin) / 1e9;
      double cpu = server.cpuSeconds() - cpuIdle;
      double busy = (subscribers.busyNanos() - busyIdle) / 1e9;
      double pssAfter = server.pssMegabytes();
      subscribers.pollFor(AFTERMATH);
      if (publisher.failure() != null) {
        tally.count(Violation.PUBLISH, 1, publisher.failure());
      }
      subscribers.finish();

      return new RunResult(
          connectSeconds,
          connectCpu,
          options.expected(),
          tally.made(),
          tally.violations(),
          tally.firstViolations(),
          seconds,
          publisher.answers().total() / seconds,
          tally.latency().millis(0.5),
          tally.latency().millis(0.99),
          tally.latency().maxMillis(),
          publisher.answers().millis(0.5),
          publisher.answers().millis(0.99),
          publisher.lateness().millis(0.99),
          cpu,
          pssBefore,
          pssIdle,
          pssAfter,
          busy / seconds);
    }
  }

  /** Polls until all is there or nothing comes any more; returns the time of the last delivery. */
  private long readAll(Subscribers subscribers, Tally tally, Publisher publisher)
      throws IOException {
    long expected = options.expected();
    long made = 0;
    long last = System.nanoTime();
    long alive = last;
    while (!publisher.isDone() || made < expected) {
      subscribers.poll();
      long now = System.nanoTime();
      if (tally.made() > made) {
        made = tally.made();
        last = now;
      }
      if (last == now || !publisher.isDone()) {
        alive = now;
      } else if (now - alive > options.patience().toNanos()) {
        break;
      }
    }
    return last;
  }
}
