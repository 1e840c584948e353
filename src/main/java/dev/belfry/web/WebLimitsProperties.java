package dev.belfry.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much one request may ask for.
 *
 * @param requestSize The largest body of a request; a larger one is answered 413.
 * @param batchSize The most events of one POST /events, one for each topic named; more are answered
 *     413.
 * @param topicsPerStream The most topics of one stream or history; more are answered 400.
 */
@ConfigurationProperties("belfry.limits")
record WebLimitsProperties(
    @DefaultValue("1MB") DataSize requestSize,
    @DefaultValue("100") int batchSize,
    @DefaultValue("64") int topicsPerStream) {

  /** Bodies are held in memory whole. */
  private static final DataSize MOST_REQUEST_SIZE = DataSize.ofMegabytes(64);

  /**
   * @throws IllegalArgumentException if a limit is out of its bounds; the message names the key
   */
  WebLimitsProperties {
    if (requestSize.toBytes() < 1 || requestSize.compareTo(MOST_REQUEST_SIZE) > 0) {
      throw new IllegalArgumentException("belfry.limits.request-size must be 1B to 64MB");
    }
    requirePositive("belfry.limits.batch-size", batchSize);
    requirePositive("belfry.limits.topics-per-stream", topicsPerStream);
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " must be at least 1");
    }
  }
}
