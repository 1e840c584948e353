package dev.belfry.bench;

import dev.belfry.testkit.Ports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all measures of one comparison share: its servers, its publisher and its extent. */
final class Bench implements AutoCloseable {

  private static final String ANY = "any";

  private final Form form;
  private final Ports ports;
  private final PublisherProcess publisher;
  private final String token = Long.toString(System.currentTimeMillis(), 36);
  private final Map<String, ServerTree> running = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private int names;

  Bench(Form form, Ports ports) throws IOException {
    this.form = form;
    this.ports = ports;
    this.publisher = PublisherProcess.start();
  }

  Form form() {
    return form;
  }

  Ports ports() {
    return ports;
  }

  /** Publishes from a process of its own. */
  Publishing.Starter apart() {
    return publisher::publish;
  }

  /** Returns the time since the beginning, to be told before a line. */
  String elapsed() {
    return "%4d s  ".formatted((System.nanoTime() - start) / 1_000_000_000);
  }

  /** Returns a name for a session, part of its topics' names. */
  String name(String label) {
    return label.replaceAll("[^A-Za-z0-9]", "") + "-" + token + "-" + names++;
  }

  /** Starts a contender, unless it runs already. */
  Entrant start(Contender contender) throws IOException {
    return start(contender.name(), ANY, contender);
  }

  /** Starts a contender anew that was started for any purpose. */
  Entrant again(Entrant entrant) throws IOException {
    if (!running.remove(ANY + " " + entrant.label(), entrant.tree())) {
      return entrant;
    }
    entrant.tree().stop();
    return start(entrant.contender());
  }

  /** Starts a contender with arguments of its own, unless it runs for this purpose already. */
  Entrant start(String label, String purpose, Contender contender, String... arguments)
      throws IOException {
    String key = purpose + " " + label;
    ServerTree tree = running.get(key);
    if (tree == null) {
      tree = ServerTree.start(contender.name(), ports, List.of(arguments));
      running.put(key, tree);
    }
    return new Entrant(label, contender, tree);
  }

  /** Stops what was started; the short form goes on with what it has, to save the time. */
  void measureEnded(boolean fresh) {
    if (form == Form.LONG || fresh) {
      stopAll();
    }
  }

  @Override
  public void close() {
    publisher.close();
    stopAll();
  }

  void stopAll() {
    List<String> wrong = new ArrayList<>();
    for (ServerTree tree : running.values()) {
      String what = tree.stop();
      if (what != null) {
        wrong.add(what);
      }
    }
    running.clear();
    if (!wrong.isEmpty()) {
      throw new BenchmarkException(String.join("; ", wrong));
    }
  }
}
