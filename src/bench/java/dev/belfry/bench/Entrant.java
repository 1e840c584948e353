package dev.belfry.bench;

/** A contender's running server in one measure; its label is the name of its row. */
record Entrant(String label, Contender contender, ServerTree tree) {

  Target target() {
    return contender.target(tree.port());
  }

  void awaitReady() {
    tree.awaitReady(contender.readyPath());
  }

  /** Returns what nobody else in this run is called. */
  String name(Bench bench) {
    return bench.name(label);
  }
}
