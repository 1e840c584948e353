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
  static void requireNone(LimitsProperties limits, Claims claims, long files) {
    DataSize event = limits.eventSize();
    long retained = claims.value(Ranges.RETAINED_BYTES.key());
    long keys = claims.value(Ranges.KEYS.key());
    long subscriptions = claims.value(Ranges.SUBSCRIPTIONS.key());
    long streams = claims.value(Ranges.STREAMS.key());
    if (event.compareTo(limits.requestSize()) > 0) {
      throw contradiction(
          Ranges.EVENT_SIZE.key(),
          Range.show(event),
          Ranges.REQUEST_SIZE.key(),
          Range.show(limits.requestSize()));
    }
    if (event.toBytes() > retained) {
      throw contradiction(
          Ranges.EVENT_SIZE.key(),
          Range.show(event),
          Ranges.RETAINED_BYTES.key(),
          Range.show(DataSize.ofBytes(retained)));
    }
    if (limits.batchSize() > keys) {
      throw contradiction(
          Ranges.BATCH_SIZE.key(), "" + limits.batchSize(), Ranges.KEYS.key(), "" + keys);
    }
    if (limits.topicsPerStream() > subscriptions) {
      throw contradiction(
          Ranges.TOPICS_PER_STREAM.key(),
          "" + limits.topicsPerStream(),
          Ranges.SUBSCRIPTIONS.key(),
          "" + subscriptions);
    }
    if (streams > files) {
      throw new UnusableConfigurationException(
          Ranges.STREAMS.key()
              + " is "
              + streams
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
