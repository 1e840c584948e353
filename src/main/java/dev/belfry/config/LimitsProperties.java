package dev.belfry.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one node accepts, and how much one request may ask for.
 *
 * @param eventSize the most data of one event, minified; a larger one is refused (413)
 * @param topics the most topics that hold events; a post to one more is refused (429)
 * @param streams the most open streams; one more is told to come back later (200, stream.close).
 *     Without a value: the open files that the process may have, less 1250, at most 100000
 * @param requestSize the largest body of a request; a larger one is refused (413)
 * @param batchSize the most events of one POST /events, one for each topic named; more are refused
 *     (413)
 * @param topicsPerStream the most topics of one stream or history; more are refused (400)
 */
@ConfigurationProperties("belfry.limits")
public record LimitsProperties(
    @DefaultValue("64KB") DataSize eventSize,
    @DefaultValue("100000") int topics,
    @Nullable Integer streams,
    @DefaultValue("1MB") DataSize requestSize,
    @DefaultValue("100") int batchSize,
    @DefaultValue("64") int topicsPerStream) {

  /** Bodies are held in memory whole, and no event is larger than a body. */
  private static final DataSize MOST = DataSize.ofMegabytes(64);

  /**
   * @throws IllegalArgumentException if a limit is out of its bounds; the message names the key
   */
  public LimitsProperties {
    requireSize("event-size", eventSize);
    requireSize("request-size", requestSize);
    requirePositive("topics", topics);
    requirePositive("streams", streams == null ? 1 : streams);
    requirePositive("batch-size", batchSize);
    requirePositive("topics-per-stream", topicsPerStream);
  }

  private static void requireSize(String key, DataSize value) {
    if (value.toBytes() < 1 || value.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("belfry.limits." + key + " must be 1B to 64MB");
    }
  }

  private static void requirePositive(String key, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "belfry.limits." + key + " must be at least 1, not " + value);
    }
  }

  /** The bound of open streams, by the files that the process may open if it is not set. */
  public int streams(long openFiles) {
    return streams == null ? (int) Math.max(100, Math.min(100_000, openFiles - 1250)) : streams;
  }
}
