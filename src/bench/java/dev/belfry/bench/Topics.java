package dev.belfry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a delivery costs beside other topics that hold events and have subscribers. */
final class Topics implements Measure {

  static final Metric TO_ALONE = Metric.lower("toAlone", "CPU, × without others");

  private static final int STREAMS = 10_000;
  private static final int OTHER_STREAMS = 8_000;
  private static final int SPREAD = 1_000;
  private static final int POSTS = 1_000;
  private static final int POSTS_OF_OTHERS = 80;

  /** Beside the measured ones; the first have no others, and the rest is compared with them. */
  private final Map<String, Integer> others = new HashMap<>();

  private final Map<String, Double> alone = new HashMap<>();

  @Override
  public String name() {
    return "topics";
  }

  @Override
  public int connections(Form form) {
    return form.scaled(STREAMS) + form.scaled(OTHER_STREAMS);
  }

  @Override
  public String cannot(Contender contender) {
    boolean takesPart = contender.equals(Contender.BELFRY) || contender.name().equals("nchan-1");
    return takesPart ? null : "";
  }

  /** Starts a server for each number of other topics, since these stay. */
  @Override
  public List<Entrant> start(List<Contender> contenders, Bench bench) throws IOException {
    List<Entrant> entrants = new ArrayList<>();
    for (Contender contender : contenders) {
      if (cannot(contender) == null) {
        // nginx holds what nchan keeps in a piece of memory too small for as many as Belfry has
        List<Integer> numbers =
            contender.isBelfry() ? List.of(0, 1_000, 100_000) : List.of(0, 1_000);
        for (int number : numbers) {
          entrants.add(start(contender, bench.form().scaled(number), number, bench));
        }
      }
    }
    return entrants;
  }

  @Override
  public List<Case> cases(Form form) {
    String streams = Figure.count(form.scaled(STREAMS));
    return List.of(
        new Case(
            streams + " subscribers of one topic, as many posts as it takes",
            List.of(Saturation.RATE, Paced.CPU, TO_ALONE),
            this::saturated),
        new Case(
            streams + " subscribers of one topic, 25 000 deliveries/s",
            List.of(Paced.CPU, TO_ALONE, Paced.PAGE_P99),
            this::paced),
        new Case(
            streams + " subscribers of " + Figure.count(form.scaled(SPREAD)) + " topics, 25 000/s",
            List.of(Paced.CPU, TO_ALONE, Paced.PAGE_P99),
            this::spread));
  }

  /** Those beside others are compared with the one that is alone. */
  @Override
  public boolean ordered() {
    return true;
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    Posts posts = bench.form().warmUp(bench.form().scaled(STREAMS));
    Verdict.on(entrant, publish(entrant, bench, 1, posts));
    saturated(entrant, bench);
  }

  private Entrant start(Contender contender, int number, int round, Bench bench)
      throws IOException {
    String label = contender.name() + (round == 0 ? "" : ", " + Figure.count(number) + " others");
    // those of the sessions come on top
    String[] more =
        contender.isBelfry() ? new String[] {"--belfry.limits.topics=200000"} : new String[0];
    Entrant entrant = bench.start(label, "topics", contender, more);
    if (others.put(label, number * Integer.signum(round)) == null && round > 0) {
      entrant.awaitReady();
      OtherTopics.fill(entrant, number);
    }
    return entrant;
  }

  private Reading saturated(Entrant entrant, Bench bench) throws IOException {
    Saturation.Setting fixed = entrant.contender().fixed();
    Posts posts =
        fixed == null
            ? new Posts(bench.form().scaled(POSTS_OF_OTHERS), 0, Posts.USUAL_SIZE, 1, 4)
            : Posts.paced(bench.form().scaled(POSTS), fixed.rate());
    Phase phase = publish(entrant, bench, 1, posts);
    return reading("saturated", entrant, phase).put(Saturation.RATE, phase.deliveriesPerSecond());
  }

  private Reading paced(Entrant entrant, Bench bench) throws IOException {
    Posts posts = bench.form().paced(bench.form().scaled(STREAMS), 1);
    return reading("paced", entrant, publish(entrant, bench, 1, posts));
  }

  private Reading spread(Entrant entrant, Bench bench) throws IOException {
    int topics = bench.form().scaled(SPREAD);
    int perTopic = bench.form().scaled(STREAMS) / topics;
    Posts paced = bench.form().paced(perTopic, 1);
    Posts posts = new Posts(paced.count(), paced.rate(), paced.size(), 4, 0);
    return reading("spread", entrant, publish(entrant, bench, topics, posts));
  }

  private Reading reading(String what, Entrant entrant, Phase phase) {
    double cpu = phase.cpuMicrosPerDelivery();
    String key = what + " " + entrant.contender().name();
    if (others.get(entrant.label()) == 0) {
      alone.put(key, cpu);
    }
    return Verdict.on(entrant, phase)
        .put(Paced.CPU, cpu)
        .put(TO_ALONE, cpu / alone.get(key))
        .put(Paced.PAGE_P99, phase.latency().millis(0.99));
  }

  private Phase publish(Entrant entrant, Bench bench, int topics, Posts posts) throws IOException {
    int number = others.get(entrant.label());
    int streams = Math.min(number, bench.form().scaled(OTHER_STREAMS));
    Load load =
        Load.of(entrant.target(), bench.form().scaled(STREAMS))
            .withTopics(topics)
            .withOthers(streams, number);
    try (Session session = new Session(load, entrant.name(bench), entrant.tree().server())) {
      session.open();
      session.settle(bench.form().settle());
      return session.publish(posts, bench.apart());
    }
  }
}
