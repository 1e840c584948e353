package dev.belfry.config;

import java.util.List;
import org.springframework.util.unit.DataSize;

/** Bounds that would let nothing through together, where each alone would. */
final class Contradictions {

  private Contradictions() {}

  /**
   * Makes sure that the bounds go together.
   *
   * @param files how many the process may open
   * @throws UnusableConfigurationException that names two that do not
   */
  static void requireNone(LimitsProperties limits, MemoryBudget budget, long files) {
    DataSize event = limits.eventSize();
    if (event.compareTo(limits.requestSize()) > 0) {
      throw contradiction(
          Ranges.EVENT_SIZE.key(),
          Range.show(event),
          Ranges.REQUEST_SIZE.key(),
          Range.show(limits.requestSize()));
    }
    if (event.toBytes() > budget.retainedBytes()) {
      throw contradiction(
          Ranges.EVENT_SIZE.key(),
          Range.show(event),
          Ranges.RETAINED_BYTES.key(),
          Range.show(DataSize.ofBytes(budget.retainedBytes())));
    }
    if (limits.batchSize() > budget.keys()) {
      throw contradiction(
          Ranges.BATCH_SIZE.key(), "" + limits.batchSize(), Ranges.KEYS.key(), "" + budget.keys());
    }
    if (limits.topicsPerStream() > budget.subscriptions()) {
      throw contradiction(
          Ranges.TOPICS_PER_STREAM.key(),
          "" + limits.topicsPerStream(),
          Ranges.SUBSCRIPTIONS.key(),
          "" + budget.subscriptions());
    }
    if (budget.streams() > files) {
      throw new UnusableConfigurationException(
          Ranges.STREAMS.key()
              + " is "
              + budget.streams()
              + ", and this process may open "
              + files
              + " files.",
          "Each stream takes one: lower the key, or raise `ulimit -Hn`.",
          List.of(Ranges.STREAMS.key()));
    }
  }

  private static UnusableConfigurationException contradiction(
      String key, String value, String other, String bound) {
    return new UnusableConfigurationException(
        key + " is " + value + ", and " + other + ", which it has to fit into, is " + bound + ".",
        "Lower the one, or raise the other.",
        List.of(key, other));
  }
}
