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
 * @param topics the most topics that hold events; a post to one more is refused (429). Without a
 *     value: 100000, or what fits the heap
 * @param streams the most open streams; one more is told to come back later (200, stream.close).
 *     Without a value: the open files that the process may have, less the connections and 250, at
 *     most 100000, or what fits the heap
 * @param subscriptions the most topics of all open streams together, each counted for each stream;
 *     a stream with more is told to come back later (200, stream.close). Without a value: what fits
 *     the heap
 * @param connections the most connections that wait for their client and are no streams; beyond,
 *     those that have been silent longest are closed. Without a value: 1000, or what fits the heap
 * @param requestSize the largest body of a request; a larger one is refused (413)
 * @param batchSize the most events of one POST /events, one for each topic named; more are refused
 *     (413)
 * @param topicsPerStream the most topics of one stream or history; more are refused (400)
 * @param historyPages the most pages of history that are read at once; one more is refused (503).
 *     Without a value: what fits, at most 500
 */
@ConfigurationProperties("belfry.limits")
public record LimitsProperties(
    @DefaultValue("64KB") DataSize eventSize,
    @Nullable Integer topics,
    @Nullable Integer streams,
    @Nullable Integer subscriptions,
    @Nullable Integer connections,
    @DefaultValue("1MB") DataSize requestSize,
    @DefaultValue("100") int batchSize,
    @DefaultValue("64") int topicsPerStream,
    @Nullable Integer historyPages) {

  /**
   * @throws UnusableConfigurationException if a value is out of its range
   */
  public LimitsProperties {
    Ranges.EVENT_SIZE.check(eventSize);
    Ranges.TOPICS.checkIfSet(topics);
    Ranges.STREAMS.checkIfSet(streams);
    Ranges.SUBSCRIPTIONS.checkIfSet(subscriptions);
    Ranges.CONNECTIONS.checkIfSet(connections);
    Ranges.REQUEST_SIZE.check(requestSize);
    Ranges.BATCH_SIZE.check(batchSize);
    Ranges.TOPICS_PER_STREAM.check(topicsPerStream);
    Ranges.HISTORY_PAGES.checkIfSet(historyPages);
  }
}
