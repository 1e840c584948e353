package dev.belfry.bench;

import java.util.List;

/**
 * A server that takes part in the comparison; its script in {@code src/bench/contenders} has its
 * name.
 *
 * @param strict whether an event that it loses fails the benchmark, and not only it
 * @param replays whether it can tell who comes back what was missed
 * @param fixed how it is saturated; null where what suits it best is to be found out
 */
record Contender(
    String name,
    String streamPath,
    String publishPath,
    boolean checksIds,
    boolean strict,
    boolean replays,
    boolean java,
    Saturation.Setting fixed) {

  /** The publishers' key; those that ask for none ignore it. */
  static final String KEY = "bench";

  private static final String TOPICS = "/topics/{topic}/events";

  static final Contender BELFRY =
      new Contender("belfry", TOPICS, TOPICS, true, true, true, true, Saturation.FLOOD);

  private static final String PUSHPIN = "pushpin";

  /** It refuses some of many that connect at once, though it can hold all. */
  private static final int PUSHPIN_OPENING = 16;

  static final List<Contender> ALL =
      List.of(
          BELFRY,
          new Contender("belfry-emitter", TOPICS, TOPICS, true, true, true, true, null),
          new Contender("tutorial", TOPICS, TOPICS, false, false, false, true, Saturation.ANSWERED),
          new Contender("nchan-1", "/sub/{topic}", "/pub/{topic}", false, false, true, false, null),
          new Contender("nchan-N", "/sub/{topic}", "/pub/{topic}", false, false, true, false, null),
          new Contender(PUSHPIN, TOPICS, "/pub/{topic}", false, false, false, false, null),
          new Contender("floor", "/sub/{topic}", "/pub/{topic}", false, true, false, false, null));

  static final String FLOOR = "floor";

  static Contender named(String name) {
    return ALL.stream()
        .filter(contender -> contender.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new BenchmarkException("no such contender: " + name));
  }

  boolean opensManyAtOnce() {
    return !name.equals(PUSHPIN);
  }

  boolean noticesByWriting() {
    return name.equals("tutorial") || name.equals("belfry-emitter");
  }

  /** Whether a crowd that has left still takes places of the next one. */
  boolean keepsDeadStreams() {
    return name.equals("tutorial");
  }

  boolean isBelfry() {
    return name.startsWith("belfry");
  }

  /** Returns the path that answers 200 once the server is ready: Belfry's own, or a stream. */
  String readyPath() {
    return checksIds ? "/readyz" : streamPath.replace("{topic}", "ready");
  }

  Target target(int port) {
    int opening = opensManyAtOnce() ? Target.USUALLY_OPENING : PUSHPIN_OPENING;
    return new Target(port, KEY, streamPath, publishPath, checksIds, opening, noticesByWriting());
  }
}
