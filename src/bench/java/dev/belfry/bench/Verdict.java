package dev.belfry.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges deliveries. Whatever is doubled, torn or out of order fails the benchmark. So does what is
 * lost, but for contenders that promise nothing: of those it is noted.
 */
final class Verdict {

  private static final Set<Violation> LOSSES =
      EnumSet.of(Violation.LOST, Violation.EARLY_END, Violation.PUBLISH);

  private Verdict() {}

  /** Returns the notes to a phase, and throws what must not be. */
  static Reading on(Entrant entrant, Phase phase) {
    Reading reading = new Reading();
    if (!judge(entrant, phase.violations(), phase.firstViolations())
        || phase.made() != phase.expected()) {
      if (entrant.contender().strict()) {
        throw new DeliveryException(
            "%s delivered %d of %d".formatted(entrant.label(), phase.made(), phase.expected()));
      }
      reading.note(
          "lost "
              + Figure.count(phase.expected() - phase.made())
              + " of "
              + Figure.count(phase.expected()));
    }
    return reading;
  }

  /** Says whether nothing was wrong, and throws what must not be. */
  static boolean judge(Entrant entrant, Map<Violation, Long> violations, List<String> first) {
    boolean fatal =
        entrant.contender().strict()
            ? !violations.isEmpty()
            : !LOSSES.containsAll(violations.keySet());
    if (fatal) {
      throw new DeliveryException(entrant.label() + ": " + violations + " " + first);
    }
    return violations.isEmpty();
  }
}
