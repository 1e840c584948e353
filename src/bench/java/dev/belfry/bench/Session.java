package dev.belfry.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Streams that are open, and phases in which posts are published and each delivery is checked. */
final class Session implements AutoCloseable {

  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final int FEW_FILES = 100;

  private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(60);

  /** How long doubled events are waited for after the last one that is due. */
  private static final Duration AFTERMATH = Duration.ofMillis(200);

  private static final Duration CATCHING_UP = Duration.ofMillis(50);

  /** How long deliveries are waited for when publishing has failed. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private static final String FAREWELL = "{\"farewell\":true}";

  /** What may happen while streams open, and says only that they do not. */
  private static final Set<Violation> REFUSALS = EnumSet.of(Violation.HTTP, Violation.EARLY_END);

  private final Load load;
  private final String name;
  private final Usage server;
  private final Topic[] topics;
  private final Tally tally;
  private final Tally stallingTally;
  private final Subscribers subscribers;
  private final long epoch;
  private final boolean comesBack;
  private int phase;
  private final int filesBefore;
  private boolean stalled;

  // read by publishers that must not get too far ahead
  private volatile int deliveredToAll;

  Session(Load load, String name, Usage server) throws IOException {
    this(load, name, server, System.nanoTime(), null);
  }

  /** A session whose streams come back, each with the last id it had read. */
  Session(Load load, String name, Usage server, long epoch, byte[][] lastIds) throws IOException {
    this.load = load;
    this.name = name;
    this.server = server;
    this.filesBefore = server.openFiles();
    this.epoch = epoch;
    this.tally = new Tally(load.target().checksIds());
    this.stallingTally = new Tally(load.target().checksIds());
    this.topics = new Topic[load.topics() + load.otherTopics()];
    for (int i = 0; i < load.topics(); i++) {
      topics[i] = new Topic(name, i);
    }
    for (int i = load.topics(); i < topics.length; i++) {
      topics[i] = new Topic(OtherTopics.SESSION, i - load.topics());
    }
    // what was read before must not pass for what was missed
    this.phase = lastIds == null ? 0 : 1;
    this.comesBack = load.keepsIds() && lastIds == null;
    this.subscribers = new Subscribers(load, topics, tally, stallingTally, lastIds, epoch);
  }

  /** Opens all streams. */
  void open() throws IOException {
    subscribers.open(CONNECT_DEADLINE);
    if (subscribers.opened() < load.connections()) {
      String what =
          "only %d of %d streams opened %s"
              .formatted(subscribers.opened(), load.connections(), firstViolations());
      if (!REFUSALS.containsAll(violations().keySet())) {
        throw new DeliveryException(name + ": " + what);
      }
      throw new NotOpenedException(what);
    }
  }

  void settle(Duration duration) throws IOException {
    subscribers.pollFor(duration);
  }

  /** From now on, those that may stall do not read. */
  void stall() throws IOException {
    stalled = true;
    subscribers.stall();
  }

  long epoch() {
    return epoch;
  }

  byte[][] lastIds() {
    return subscribers.lastIds();
  }

  /** Sets what comes in the next phase, and returns the order to publish it. */
  PublishOrder begin(Posts posts, List<Integer> ports) {
    for (int i = 0; i < load.topics(); i++) {
      // of several topics, each is one lane's alone
      topics[i].begin(phase, posts.size(), load.topics() > 1 ? 1 : posts.lanes());
    }
    Target target = load.target();
    return new PublishOrder(
        ports, target.key(), target.publishPath(), name, phase++, load.topics(), posts, epoch);
  }

  Phase publish(Posts posts, Publishing.Starter starter) throws IOException {
    return publish(posts, starter, List.of(load.target().port()));
  }

  /** Publishes to each of these servers, reads until all is there, and checks it. */
  Phase publish(Posts posts, Publishing.Starter starter, List<Integer> ports) throws IOException {
    PublishOrder order = begin(posts, ports);
    tally.restart();
    deliveredToAll = 0;
    subscribers.restart();
    double cpuBefore = server.cpuSeconds();
    long busyBefore = subscribers.busyNanos();
    long start = System.nanoTime();
    Publishing publishing = starter.start(order, () -> deliveredToAll);
    long last = read(load.expected(posts.count()), publishing);
    double cpu = server.cpuSeconds() - cpuBefore;
    double seconds = (last - start) / 1e9;
    double busy = (subscribers.busyNanos() - busyBefore) / 1e9 / seconds;
    subscribers.pollFor(AFTERMATH);
    if (publishing.failure() != null) {
      tally.count(Violation.PUBLISH, 1, publishing.failure());
    }
    subscribers.finish(posts.count(), !stalled);
    return result(posts.count(), seconds, publishing.answers(), publishing.lateness(), cpu, busy);
  }

  /** Opens streams that come back, and reads until each has the posts it has missed. */
  Phase comeBack(int missed) throws IOException {
    tally.restart();
    double cpuBefore = server.cpuSeconds();
    long busyBefore = subscribers.busyNanos();
    long start = System.nanoTime();
    open();
    long last = read(load.expected(missed), null);
    double cpu = server.cpuSeconds() - cpuBefore;
    double seconds = (last - start) / 1e9;
    double busy = (subscribers.busyNanos() - busyBefore) / 1e9 / seconds;
    subscribers.pollFor(AFTERMATH);
    subscribers.finish(missed, true);
    return result(missed, seconds, new Histogram(), new Histogram(), cpu, busy);
  }

  /** Lets those that stalled read on until each has all posts or a gap; returns the gaps. */
  int readOn(int posts) throws IOException {
    stalled = false;
    subscribers.readOn();
    long made = -1;
    long alive = System.nanoTime();
    while (subscribers.stallingComplete(posts) < load.stalling()
        && System.nanoTime() - alive < load.patience().toNanos()) {
      settle(CATCHING_UP);
      if (stallingTally.made() > made) {
        made = stallingTally.made();
        alive = System.nanoTime();
      }
    }
    subscribers.pollFor(AFTERMATH);
    subscribers.finish(posts, true);
    return subscribers.gaps();
  }

  /** Returns what was found wrong so far, of those that stalled too. */
  Map<Violation, Long> violations() {
    Map<Violation, Long> all = new EnumMap<>(Violation.class);
    all.putAll(tally.violations());
    stallingTally.violations().forEach((what, times) -> all.merge(what, times, Long::sum));
    return all;
  }

  List<String> firstViolations() {
    List<String> told = new ArrayList<>(tally.firstViolations());
    told.addAll(stallingTally.firstViolations());
    return told;
  }

  @Override
  public void close() throws IOException {
    subscribers.close();
    if (load.target().noticesByWriting() && !comesBack) {
      sayFarewell();
    }
  }

  /** Writes to streams that have gone until the server has noticed: the next crowd needs places. */
  private void sayFarewell() {
    Target target = load.target();
    long end = System.nanoTime() + NOTICED_WITHIN.toNanos();
    try (Http http = new Http()) {
      do {
        for (Topic topic : topics) {
          http.post(target.port(), target.publishPath(topic.name()), FAREWELL);
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      } while (server.openFiles() > filesBefore + FEW_FILES && System.nanoTime() < end);
    } catch (BenchmarkException | IOException e) {
      // one that answers no more will be told by its next turn
    }
  }

  private Phase result(
      int posts, double seconds, Histogram answers, Histogram lateness, double cpu, double busy) {
    return new Phase(
        load.expected(posts),
        tally.made(),
        violations(),
        firstViolations(),
        seconds,
        tally.latency(),
        answers,
        lateness,
        cpu,
        busy);
  }

  /**
   * Polls until all is there or nothing comes any more; returns the time of the last delivery.
   * There is nothing to wait for but deliveries without {@code publishing}.
   */
  private long read(long expected, Publishing publishing) throws IOException {
    long made = 0;
    int perPost = Math.max(1, (load.streams() - load.stalling()) / load.topics());
    long last = System.nanoTime();
    long alive = last;
    while (true) {
      boolean done = publishing == null || publishing.isDone();
      if (done && made >= expected) {
        return last;
      }
      subscribers.poll();
      long now = System.nanoTime();
      if (tally.made() > made) {
        made = tally.made();
        last = now;
        deliveredToAll = (int) (made / perPost);
      }
      if (last == now || !done) {
        alive = now;
      } else if (now - alive > patience(publishing).toNanos()) {
        return last;
      }
    }
  }

  private Duration patience(Publishing publishing) {
    boolean failed = publishing != null && publishing.failure() != null;
    return failed ? AFTER_FAILURE : load.patience();
  }
}
