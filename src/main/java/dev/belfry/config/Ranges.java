package dev.belfry.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The range of each key that is a number, a size or a time. Below it the service would do nothing
 * useful; above it a sum would overflow, or one request could take what all share. Whether all of
 * them together fit into memory is another question.
 */
final class Ranges {

  private static final Map<String, Range<?>> ALL = new HashMap<>();

  static final Range<Duration> HEARTBEAT =
      time("belfry.streams.heartbeat", Duration.ofMillis(10), Duration.ofHours(1));
  static final Range<Duration> STALL_TIMEOUT =
      time("belfry.streams.stall-timeout", Duration.ofMillis(100), Duration.ofDays(1));
  static final Range<Duration> LIFETIME =
      time("belfry.streams.lifetime", Duration.ofSeconds(1), Duration.ofDays(365));
  static final Range<Duration> DRAIN_WINDOW =
      time("belfry.streams.drain-window", Duration.ofMillis(100), Duration.ofHours(1));
  static final Range<DataSize> ENCODED_FRAMES =
      size("belfry.streams.encoded-frames", DataSize.ofMegabytes(1), DataSize.ofGigabytes(16));

  static final Range<DataSize> EVENT_SIZE =
      size("belfry.limits.event-size", DataSize.ofBytes(1), DataSize.ofMegabytes(64));

  /** Bodies are held in memory whole. */
  static final Range<DataSize> REQUEST_SIZE =
      size("belfry.limits.request-size", DataSize.ofBytes(1), DataSize.ofMegabytes(64));

  static final Range<Integer> TOPICS = number("belfry.limits.topics", 10_000_000);
  static final Range<Integer> STREAMS = number("belfry.limits.streams", 1_000_000);
  static final Range<Integer> CONNECTIONS = number("belfry.limits.connections", 1_000_000);
  static final Range<Integer> SUBSCRIPTIONS = number("belfry.limits.subscriptions", 100_000_000);
  static final Range<Integer> BATCH_SIZE = number("belfry.limits.batch-size", 10_000);
  static final Range<Integer> TOPICS_PER_STREAM = number("belfry.limits.topics-per-stream", 1_000);
  static final Range<Integer> HISTORY_PAGES = number("belfry.limits.history-pages", 100_000);

  static final Range<Integer> RETAINED = number("belfry.retention.events", 10_000_000);
  static final Range<DataSize> RETAINED_BYTES =
      size("belfry.retention.bytes", DataSize.ofKilobytes(64), DataSize.ofTerabytes(1));
  static final Range<Duration> RETAINED_FOR =
      time("belfry.retention.age", Duration.ofSeconds(1), Duration.ofDays(3650));

  static final Range<Duration> WINDOW =
      time("belfry.idempotency.window", Duration.ofSeconds(1), Duration.ofDays(30));
  static final Range<Integer> KEYS = number("belfry.idempotency.keys", 10_000_000);

  private Ranges() {}

  /** The range of a key; null if it is none, or no number. */
  static @Nullable Range<?> of(String key) {
    return ALL.get(key);
  }

  private static Range<Duration> time(String key, Duration least, Duration most) {
    return known(new Range<>(key, least, most));
  }

  private static Range<DataSize> size(String key, DataSize least, DataSize most) {
    return known(new Range<>(key, least, most));
  }

  private static Range<Integer> number(String key, int most) {
    return known(new Range<>(key, 1, most));
  }

  private static <T extends Comparable<T>> Range<T> known(Range<T> range) {
    ALL.put(range.key(), range);
    return range;
  }
}
