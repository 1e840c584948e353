package dev.belfry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Runs a measure: starts all contenders, warms them up, and lets them take turns. */
final class Rounds {

  /** Streams that the posts are published to for which a JVM compiles. */
  private static final int COMPILED_FOR = 40;

  private final Measure measure;
  private final Bench bench;
  private final int rounds;

  Rounds(Measure measure, Bench bench, int rounds) {
    this.measure = measure;
    this.bench = bench;
    this.rounds = rounds;
  }

  /** Fills the sheets as it goes, so that they hold what was measured before a failure. */
  void run(List<Contender> contenders, List<Sheet> sheets) throws IOException {
    List<Measure.Case> cases = measure.cases(bench.form());
    List<Sheet> mine = new ArrayList<>();
    for (Measure.Case one : cases) {
      Sheet sheet = new Sheet(measure.name(), one.title(), one.metrics());
      for (Contender contender : contenders) {
        String why = measure.cannot(contender);
        if (why != null && !why.isEmpty()) {
          sheet.add(contender.name(), new Reading().note(why));
        }
      }
      mine.add(sheet);
    }
    sheets.addAll(mine);
    List<Entrant> entrants = List.of();
    if (measure.fresh(bench.form())) {
      bench.stopAll();
    }
    for (int round = 1; round <= rounds; round++) {
      if (round == 1 || measure.fresh(bench.form())) {
        entrants = new ArrayList<>(start(contenders));
      }
      if (round > 1 && !measure.ordered()) {
        // nobody is always the one that comes behind a certain other
        Collections.rotate(entrants, measure.fresh(bench.form()) ? 1 - round : -1);
      }
      for (int i = 0; i < cases.size(); i++) {
        for (int place = 0; place < entrants.size(); place++) {
          Entrant entrant = entrants.get(place);
          if (!cases.get(i).takes().test(entrant.contender())) {
            continue;
          }
          if (entrant.contender().keepsDeadStreams() && (round > 1 || i > 0)) {
            entrant = bench.again(entrant);
            entrants.set(place, entrant);
            makeReady(List.of(entrant), List.of(entrant));
          }
          Reading reading = turn(cases.get(i), entrant);
          mine.get(i).add(entrant.label(), reading);
          System.out.println(
              bench.elapsed()
                  + Table.line(
                      measure.name(), cases.get(i).title(), round, entrant.label(), reading));
        }
      }
      if (round == rounds || measure.fresh(bench.form())) {
        bench.measureEnded(measure.fresh(bench.form()));
      }
    }
  }

  private List<Entrant> start(List<Contender> contenders) throws IOException {
    List<Entrant> entrants = measure.start(contenders, bench);
    makeReady(entrants, measure.servers(entrants));
    return entrants;
  }

  private void makeReady(List<Entrant> entrants, List<Entrant> servers) throws IOException {
    entrants.forEach(Entrant::awaitReady);
    for (Entrant entrant : servers) {
      prepare(entrant, () -> compile(entrant));
    }
    for (Entrant entrant : entrants) {
      prepare(entrant, () -> measure.warmUp(entrant, bench));
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** One that promises nothing may fail to hold the streams here too: its turns tell. */
  private static void prepare(Entrant entrant, Step step) throws IOException {
    try {
      step.run();
    } catch (NotOpenedException e) {
      if (entrant.contender().strict()) {
        throw e;
      }
    }
  }

  /**
   * Lets a server get to where it is after its first hour: thousands of streams come and go, and
   * thousands of posts are published. A JVM has compiled what it runs then.
   */
  private void compile(Entrant entrant) throws IOException {
    Usage server = entrant.tree().server();
    Load many = Load.of(entrant.target(), bench.form().compiledBy());
    try (Session session = new Session(many, entrant.name(bench), server)) {
      session.open();
    }
    Load few = Load.of(entrant.target(), COMPILED_FOR);
    try (Session session = new Session(few, entrant.name(bench), server)) {
      session.open();
      Posts posts = new Posts(bench.form().compiledBy(), 0, Posts.USUAL_SIZE, 1, 4);
      Verdict.on(entrant, session.publish(posts, LocalPublishing::start));
    }
  }

  /** A contender that promises nothing may fail to hold the streams, which is told. */
  private Reading turn(Measure.Case one, Entrant entrant) throws IOException {
    try {
      Reading reading = one.turn().take(entrant, bench);
      entrant.tree().server();
      return reading;
    } catch (NotOpenedException e) {
      if (entrant.contender().strict()) {
        throw e;
      }
      return new Reading().note(e.getMessage());
    }
  }
}
