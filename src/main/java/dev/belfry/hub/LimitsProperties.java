package dev.belfry.hub;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one node accepts.
 *
 * @param eventSize the most data of one event, minified; a larger one is refused (413)
 * @param topics the most topics that hold events; a post to one more is refused (429)
 * @param streams the most open streams; one more is told to come back later (200, stream.close).
 *     Without a value: the open files that the process may have, less 1250, at most 100000
 */
@ConfigurationProperties("belfry.limits")
record LimitsProperties(
    @DefaultValue("64KB") DataSize eventSize,
    @DefaultValue("100000") int topics,
    @Nullable Integer streams) {

  /** No request may have more. */
  private static final DataSize MOST_EVENT_SIZE = DataSize.ofMegabytes(64);

  /**
   * @throws IllegalArgumentException if a limit would let nothing through; the message names the
   *     key
   */
  LimitsProperties {
    if (eventSize.toBytes() < 1 || eventSize.compareTo(MOST_EVENT_SIZE) > 0) {
      throw new IllegalArgumentException("belfry.limits.event-size must be 1B to 64MB");
    }
    requirePositive("topics", topics);
    requirePositive("streams", streams == null ? 1 : streams);
  }

  private static void requirePositive(String key, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "belfry.limits." + key + " must be at least 1, not " + value);
    }
  }

  HubLimits limits(long openFiles) {
    long fit = Math.max(100, Math.min(100_000, openFiles - 1250));
    return new HubLimits(
        Math.toIntExact(eventSize.toBytes()), topics, streams == null ? (int) fit : streams);
  }
}
