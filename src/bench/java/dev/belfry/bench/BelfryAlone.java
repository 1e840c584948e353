package dev.belfry.bench;

import java.io.IOException;
import java.util.List;

/** A measure of something that the others have no counterpart of. */
interface BelfryAlone extends Measure {

  /** Starts those that take turns, all of them Belfry. */
  List<Entrant> start(Bench bench) throws IOException;

  @Override
  default String cannot(Contender contender) {
    return contender.equals(Contender.BELFRY) ? null : "";
  }

  @Override
  default List<Entrant> start(List<Contender> contenders, Bench bench) throws IOException {
    return contenders.contains(Contender.BELFRY) ? start(bench) : List.of();
  }
}
