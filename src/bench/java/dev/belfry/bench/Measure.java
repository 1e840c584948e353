package dev.belfry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Something that is measured of all contenders in turns. */
interface Measure {

  String name();

  /** Returns how many connections one process holds at most. */
  int connections(Form form);

  /** Returns what is measured, one after the other in each round. */
  List<Case> cases(Form form);

  /** Lets a server see load of the kind that is measured. */
  void warmUp(Entrant entrant, Bench bench) throws IOException;

  /** Says why a contender does not take part, nothing if that is no news; null if it does. */
  default String cannot(Contender contender) {
    return null;
  }

  /** Says whether each round wants servers that have just been started. */
  default boolean fresh(Form form) {
    return false;
  }

  /** Starts those that take turns. */
  default List<Entrant> start(List<Contender> contenders, Bench bench) throws IOException {
    List<Entrant> entrants = new ArrayList<>();
    for (Contender contender : contenders) {
      if (cannot(contender) == null) {
        entrants.add(bench.start(contender));
      }
    }
    return entrants;
  }

  /** Returns the servers that are published to, where that is not those that take turns. */
  default List<Entrant> servers(List<Entrant> entrants) {
    return entrants;
  }

  /** Says whether those that take turns depend on who was first. */
  default boolean ordered() {
    return false;
  }

  /** One table: what is measured, by one turn of one contender. */
  record Case(String title, List<Metric> metrics, Turn turn, Predicate<Contender> takes) {

    Case(String title, List<Metric> metrics, Turn turn) {
      this(title, metrics, turn, contender -> true);
    }
  }

  /** Measures one contender once. */
  interface Turn {
    Reading take(Entrant entrant, Bench bench) throws IOException;
  }
}
