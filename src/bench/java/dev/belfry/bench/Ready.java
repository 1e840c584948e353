package dev.belfry.bench;

import java.io.IOException;
import java.util.Collections;
import java.util.List;

/**
 * How long a service takes from its start until it is ready, with nothing to read and with much.
 */
final class Ready implements BelfryAlone {

  static final Metric SECONDS = Metric.lower("seconds", "start to ready, s");

  private static final String FULL = "belfry, file store with %s events";
  private static final int EVENTS = 100_000;

  /** As many as one may have by default. */
  private static final int EVENTS_OF_A_TOPIC = 10_000;

  private static final int BATCH = 100;
  private static final String DATA = "x".repeat(Posts.USUAL_SIZE);

  @Override
  public String name() {
    return "ready";
  }

  @Override
  public int connections(Form form) {
    return 1;
  }

  @Override
  public List<Entrant> start(Bench bench) throws IOException {
    return List.of(
        bench.start("belfry, memory store", name(), Contender.BELFRY),
        bench.start(full(bench), name(), Contender.BELFRY, Durable.fileStore(bench, "ready")));
  }

  private static String full(Bench bench) {
    return FULL.formatted(Figure.count(bench.form().scaled(EVENTS)));
  }

  /** They are started anew before they have compiled anything. */
  @Override
  public List<Entrant> servers(List<Entrant> entrants) {
    return List.of();
  }

  @Override
  public List<Case> cases(Form form) {
    return List.of(new Case("started anew", List.of(SECONDS), Ready::turn));
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    if (!entrant.label().equals(full(bench))) {
      return;
    }
    try (Http http = new Http()) {
      for (int sent = 0; sent < bench.form().scaled(EVENTS); sent += BATCH) {
        String item =
            "{\"topics\":[\"%s\"],\"text\":\"%s\"}"
                .formatted(topic(sent / EVENTS_OF_A_TOPIC), DATA);
        String batch = "[" + String.join(",", Collections.nCopies(BATCH, item)) + "]";
        http.post(entrant.tree().port(), "/events", batch);
      }
    }
  }

  private static String topic(int number) {
    return "ready-" + number;
  }

  private static Reading turn(Entrant entrant, Bench bench) throws IOException {
    double seconds = entrant.tree().restart(entrant.contender().readyPath());
    if (entrant.label().equals(full(bench))) {
      requireAll(entrant, bench.form().scaled(EVENTS));
    }
    return new Reading().put(SECONDS, seconds);
  }

  private static void requireAll(Entrant entrant, int events) throws IOException {
    try (Http http = new Http()) {
      for (int from = 0; from < events; from += EVENTS_OF_A_TOPIC) {
        String topic = topic(from / EVENTS_OF_A_TOPIC);
        String status = http.get(entrant.tree().port(), "/topics/" + topic);
        int retained = Math.min(EVENTS_OF_A_TOPIC, events - from);
        if (!status.contains("\"retained\":" + retained + "}")) {
          throw new DeliveryException(
              entrant.label() + " was to have " + retained + " events: " + status);
        }
      }
    }
  }
}
