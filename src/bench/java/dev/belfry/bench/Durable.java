package dev.belfry.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many posts are answered by both stores when so many publish at once, and nobody reads. */
final class Durable implements BelfryAlone {

  static final Metric RATE = Metric.higher("postsPerSecond", "posts/s");
  static final Metric ANSWER_P50 = Metric.lower("answerP50Ms", "answer p50, ms");
  static final Metric ANSWER_P99 = Metric.lower("answerP99Ms", "p99, ms");

  private static final Pattern LAST_POSITION = Pattern.compile("\"cursor\":\"[^\"]*-(\\d+)\"");
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  /** Who publishes at once, and how much. */
  private enum Crowd {
    ONE(1, 20_000),
    FEW(16, 120_000),
    MANY(256, 200_000);

    private final int publishers;
    private final int posts;

    Crowd(int publishers, int posts) {
      this.publishers = publishers;
      this.posts = posts;
    }

    /** Each publishes at least twice. */
    Posts posts(Form form) {
      int count = Math.max(2 * publishers, form.scaled(posts));
      return new Posts(count, 0, Posts.USUAL_SIZE, publishers, 0);
    }
  }

  /** Returns what tells a service to keep its events in a folder of its own. */
  static String[] fileStore(Bench bench, String label) {
    Path folder = Path.of("target/bench/run").resolve(bench.name(label)).toAbsolutePath();
    return new String[] {"--belfry.store=file", "--belfry.file.directory=" + folder};
  }

  @Override
  public String name() {
    return "durable";
  }

  @Override
  public int connections(Form form) {
    return Crowd.MANY.publishers;
  }

  @Override
  public List<Entrant> start(Bench bench) throws IOException {
    return List.of(
        bench.start("belfry, memory store", name(), Contender.BELFRY),
        bench.start("belfry, file store", name(), Contender.BELFRY, fileStore(bench, "durable")));
  }

  @Override
  public List<Case> cases(Form form) {
    List<Case> cases = new ArrayList<>();
    for (Crowd crowd : Crowd.values()) {
      cases.add(
          new Case(
              crowd.publishers + (crowd.publishers == 1 ? " publisher" : " publishers"),
              List.of(RATE, ANSWER_P50, ANSWER_P99),
              (entrant, bench) -> publish(entrant, bench, crowd.posts(bench.form()))));
    }
    return cases;
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    for (Crowd crowd : Crowd.values()) {
      publish(entrant, bench, crowd.posts(bench.form()));
    }
  }

  private static Reading publish(Entrant entrant, Bench bench, Posts posts) throws IOException {
    Target target = entrant.target();
    String session = entrant.name(bench);
    String topic = Topic.name(session, 0);
    try (Http http = new Http()) {
      long before = position(http, target.port(), topic);
      long start = System.nanoTime();
      Publishing publishing =
          bench
              .apart()
              .start(
                  new PublishOrder(
                      List.of(target.port()),
                      target.key(),
                      target.publishPath(),
                      session,
                      0,
                      1,
                      posts,
                      start),
                  () -> 0);
      while (!publishing.isDone()) {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      if (publishing.failure() != null) {
        throw new DeliveryException(entrant.label() + ": " + publishing.failure());
      }
      long accepted = position(http, target.port(), topic) - before;
      if (accepted != posts.count() || publishing.answers().total() != posts.count()) {
        throw new DeliveryException(
            "%s has %d events more of %d posts, %d of which were answered"
                .formatted(entrant.label(), accepted, posts.count(), publishing.answers().total()));
      }
      return new Reading()
          .put(RATE, posts.count() / seconds)
          .put(ANSWER_P50, publishing.answers().millis(0.5))
          .put(ANSWER_P99, publishing.answers().millis(0.99));
    }
  }

  /** Returns the position that the whole service has reached. */
  private static long position(Http http, int port, String topic) throws IOException {
    Matcher matcher = LAST_POSITION.matcher(http.get(port, "/topics/" + topic));
    if (!matcher.find()) {
      throw new BenchmarkException("no cursor of " + topic);
    }
    return Long.parseLong(matcher.group(1));
  }
}
