package dev.belfry.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one node accepts, and how much one request may ask for.
 *
 * @param eventSize the most data of one event, counted as a subscriber gets it: minified, and with
 *     the {@code data:} or the escapes that its form needs; a larger one is refused (413)
 * @param topics the most topics that hold events; a post to one more is refused (429)
 * @param streams the most open streams; one more is told to come back later (200, stream.close).
 *     Without a value: the open files that the process may have, less the connections and 250, at
 *     most 100000
 * @param connections the most connections that wait for their client and are no streams; beyond,
 *     those that have been silent longest are closed
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
    @DefaultValue("1000") int connections,
    @DefaultValue("1MB") DataSize requestSize,
    @DefaultValue("100") int batchSize,
    @DefaultValue("64") int topicsPerStream) {

  /** Files that are open beside connections: the store's, the jar, libraries. */
  private static final int OTHER_FILES = 250;

  /**
   * @throws UnusableConfigurationException if a value is out of its range
   */
  public LimitsProperties {
    Ranges.EVENT_SIZE.check(eventSize);
    Ranges.TOPICS.check(topics);
    if (streams != null) {
      Ranges.STREAMS.check(streams);
    }
    Ranges.CONNECTIONS.check(connections);
    Ranges.REQUEST_SIZE.check(requestSize);
    Ranges.BATCH_SIZE.check(batchSize);
    Ranges.TOPICS_PER_STREAM.check(topicsPerStream);
  }

  /** The bound of open streams, by the files that the process may open if it is not set. */
  public int streams(long openFiles) {
    long left = openFiles - connections - OTHER_FILES;
    return streams == null ? (int) Math.max(100, Math.min(100_000, left)) : streams;
  }
}
