package dev.belfry.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deliveries a second when more is published than a server takes. What suits a contender best, of
 * several ways to publish, is tried before, and its rounds are long enough to last.
 */
final class Saturation implements Measure {

  static final Metric RATE = Metric.higher("deliveriesPerSecond", "deliveries/s").andCompared();

  /** How to publish: posts a second (0: as fast as answered), connections, posts ahead. */
  record Setting(double rate, int lanes, int ahead) {

    @Override
    public String toString() {
      return (rate > 0 ? Figure.count((long) rate) + " posts/s, " : "")
          + lanes
          + (lanes == 1 ? " connection" : " connections")
          + (ahead > 0 ? ", " + ahead + " posts ahead" : "");
    }
  }

  private record Plan(Setting setting, int posts) {}

  /** Far more than anybody takes, by schedule. */
  static final Setting FLOOD = new Setting(400, 1, 0);

  /** Each post after the answer to the one before: for one that answers when all is written. */
  static final Setting ANSWERED = new Setting(0, 1, 0);

  private static final List<Setting> TRIED =
      List.of(FLOOD, ANSWERED, new Setting(0, 4, 0), new Setting(0, 1, 4), new Setting(0, 4, 32));

  private static final int STREAMS = 10_000;
  private static final int MOST_POSTS = 2_000;
  private static final int LEAST_POSTS = 8;
  private final Map<String, Plan> plans = new HashMap<>();

  @Override
  public String name() {
    return "saturation";
  }

  @Override
  public int connections(Form form) {
    return form.scaled(STREAMS);
  }

  @Override
  public List<Case> cases(Form form) {
    String title = "%s subscribers, as many posts as it takes";
    return List.of(
        new Case(
            title.formatted(Figure.count(form.scaled(STREAMS))),
            List.of(RATE, Paced.CPU, Storm.BUSY),
            this::turn));
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    int streams = bench.form().scaled(STREAMS);
    Setting fixed = entrant.contender().fixed();
    Posts few = new Posts(bench.form().warmUp(streams).count(), 0, Posts.USUAL_SIZE, 1, 4);
    double rate = publish(entrant, bench, few).deliveriesPerSecond();
    if (fixed != null) {
      int count = fixed.rate() > 0 ? MOST_POSTS : lasting(rate, bench.form().seconds(), streams);
      publish(entrant, bench, posts(fixed, bench.form().scaled(count) / 4));
      plans.put(entrant.label(), new Plan(fixed, bench.form().scaled(count)));
      return;
    }
    Setting best = TRIED.getFirst();
    double bestRate = 0;
    boolean bestWhole = false;
    for (Setting setting : bench.form() == Form.LONG ? TRIED : TRIED.subList(3, 4)) {
      int count = lasting(rate, bench.form().seconds() / 4, streams);
      Phase phase = publish(entrant, bench, posts(setting, count));
      boolean whole = phase.passed();
      if (whole && !bestWhole || whole == bestWhole && phase.deliveriesPerSecond() > bestRate) {
        best = setting;
        bestRate = phase.deliveriesPerSecond();
        bestWhole = whole;
      }
    }
    int count = lasting(bestRate, bench.form().seconds(), streams);
    plans.put(entrant.label(), new Plan(best, count));
  }

  private Reading turn(Entrant entrant, Bench bench) throws IOException {
    Plan plan = plans.get(entrant.label());
    if (plan == null) {
      throw new NotOpenedException("did not hold the streams to warm up with");
    }
    Phase phase = publish(entrant, bench, posts(plan.setting(), plan.posts()));
    return Verdict.on(entrant, phase)
        .put(RATE, phase.deliveriesPerSecond())
        .put(Paced.CPU, phase.cpuMicrosPerDelivery())
        .put(Storm.BUSY, phase.busyShare())
        .note(plan.setting().toString());
  }

  private static Posts posts(Setting setting, int count) {
    return new Posts(count, setting.rate(), Posts.USUAL_SIZE, setting.lanes(), setting.ahead());
  }

  private static int lasting(double deliveriesPerSecond, double seconds, int streams) {
    return (int) Math.clamp(deliveriesPerSecond * seconds / streams, LEAST_POSTS, MOST_POSTS);
  }

  private static Phase publish(Entrant entrant, Bench bench, Posts posts) throws IOException {
    Load load = Load.of(entrant.target(), bench.form().scaled(STREAMS));
    try (Session session = new Session(load, entrant.name(bench), entrant.tree().server())) {
      session.open();
      session.settle(bench.form().settle());
      Phase phase = session.publish(posts, LocalPublishing::start);
      Verdict.on(entrant, phase);
      return phase;
    }
  }
}
