package dev.belfry.bench;

import java.io.IOException;

/** One run of {@code fanout}: opens the streams, publishes, and checks and times what arrives. */
final class Run {

  private final Options options;
  private final String name;
  private final Usage server;

  Run(Options options, String name) {
    this.options = options;
    this.name = name;
    this.server = new Usage(options.pids());
  }

  RunResult measure() throws IOException {
    double pssBefore = server.pssMegabytes();
    double cpuBefore = server.cpuSeconds();
    long start = System.nanoTime();
    try (Session session = new Session(options.load(), name, server)) {
      session.open();
      double connectSeconds = (System.nanoTime() - start) / 1e9;
      double connectCpu = server.cpuSeconds() - cpuBefore;
      session.settle(options.settle());
      double pssIdle = server.pssMegabytes();
      Phase phase = session.publish(options.toPublish(), LocalPublishing::start);
      double pssAfter = server.pssMegabytes();
      return new RunResult(connectSeconds, connectCpu, pssBefore, pssIdle, pssAfter, phase);
    }
  }
}
