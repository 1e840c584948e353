package dev.belfry.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two nodes behind one nginx that spreads the streams over them; posts go to both. */
final class TwoNodes implements BelfryAlone {

  static final Metric NODES = Metric.lower("nodesMicrosPerDelivery", "CPU of the nodes, µs");
  static final Metric NGINX = Metric.lower("nginxMicrosPerDelivery", "CPU of nginx, µs");

  private static final String FRONT = "front";

  /** The node's ids begin with its epoch, so streams of two nodes have no common one. */
  private static final Contender BEHIND =
      new Contender(
          FRONT,
          Contender.BELFRY.streamPath(),
          Contender.BELFRY.publishPath(),
          false,
          true,
          true,
          true,
          null);

  private static final Pattern SUBSCRIBERS = Pattern.compile("\"subscribers\":(\\d+)");

  /** Each is two connections of nginx. */
  private static final int STREAMS = 8_000;

  private List<Entrant> nodes = List.of();

  @Override
  public String name() {
    return "nodes";
  }

  @Override
  public int connections(Form form) {
    return 2 * form.scaled(STREAMS);
  }

  @Override
  public List<Entrant> start(Bench bench) throws IOException {
    nodes =
        List.of(
            bench.start("belfry, node 1", "nodes", Contender.BELFRY),
            bench.start("belfry, node 2", "nodes", Contender.BELFRY));
    nodes.forEach(Entrant::awaitReady);
    String[] ports =
        nodes.stream().map(node -> String.valueOf(node.tree().port())).toArray(String[]::new);
    Entrant front = bench.start("belfry, two nodes behind nginx", "nodes", BEHIND, ports);
    return List.of(front);
  }

  @Override
  public List<Entrant> servers(List<Entrant> entrants) {
    return nodes;
  }

  @Override
  public List<Case> cases(Form form) {
    return List.of(
        new Case(
            Figure.count(form.scaled(STREAMS)) + " subscribers through nginx, 25 000 deliveries/s",
            List.of(Paced.PAGE_P50, Paced.PAGE_P99, Paced.PAGE_MAX, NODES, NGINX),
            this::turn));
  }

  @Override
  public void warmUp(Entrant entrant, Bench bench) throws IOException {
    publish(entrant, bench, bench.form().warmUp(bench.form().scaled(STREAMS)));
  }

  private Reading turn(Entrant entrant, Bench bench) throws IOException {
    return publish(entrant, bench, bench.form().paced(bench.form().scaled(STREAMS), 1));
  }

  private Reading publish(Entrant entrant, Bench bench, Posts posts) throws IOException {
    int streams = bench.form().scaled(STREAMS);
    List<Integer> ports = nodes.stream().map(node -> node.tree().port()).toList();
    Usage both =
        new Usage(nodes.stream().flatMap(node -> node.tree().server().pids().stream()).toList());
    Usage nginx = entrant.tree().server();
    String name = entrant.name(bench);
    try (Session session = new Session(Load.of(entrant.target(), streams), name, both)) {
      session.open();
      session.settle(bench.form().settle());
      String shares = shares(ports, Topic.name(name, 0), streams);
      double before = nginx.cpuSeconds();
      Phase phase = session.publish(posts, bench.apart(), ports);
      double ofNginx = nginx.cpuSeconds() - before;
      return Verdict.on(entrant, phase)
          .put(Paced.PAGE_P50, phase.latency().millis(0.5))
          .put(Paced.PAGE_P99, phase.latency().millis(0.99))
          .put(Paced.PAGE_MAX, phase.latency().maxMillis())
          .put(NODES, phase.cpuMicrosPerDelivery())
          .put(NGINX, ofNginx * 1e6 / phase.made())
          .note(shares);
    }
  }

  /** Returns how many streams each node has; one that has few was not measured. */
  private static String shares(List<Integer> ports, String topic, int streams) throws IOException {
    try (Http http = new Http()) {
      int[] has = new int[ports.size()];
      for (int i = 0; i < has.length; i++) {
        Matcher matcher = SUBSCRIBERS.matcher(http.get(ports.get(i), "/topics/" + topic));
        has[i] = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        if (has[i] < streams / 3) {
          throw new BenchmarkException("node " + (i + 1) + " has only " + has[i] + " streams");
        }
      }
      return String.join(" + ", Arrays.stream(has).mapToObj(Figure::count).toList());
    }
  }
}
