package dev.belfry.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.EventId;
import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log counts for an event is what it takes of the heap, or a little more. */
final class WeightTest {

  private static final int EVENTS = 40_000;

  /** As large as what an encoder puts into a frame. */
  private record Encoded(Object memory, int start, int blockStart, int blockEnd, int end) {}

  @ParameterizedTest
  @CsvSource({"1, ''", "200, ''", "200, new-post", "1000, ''"})
  void weight_coversWhatAnEventTakes(int dataLength, String type) {
    heapUsed(); // the first time loads classes
    long before = heapUsed();
    EventLog log =
        new EventLog(LogFixture.EPOCH, 0, new Retention(EVENTS, 1L << 40, Duration.ofDays(1)));
    for (int i = 1; i <= EVENTS; i++) {
      Event event = event(i, dataLength, type.isEmpty() ? null : type);
      log.append(List.of(event), LogFixture.NOON);
      Frame frame = Objects.requireNonNull(log.topicOrEmpty(event.topic()).view().frame(i));
      frame.encoding(false, new Encoded(log, 0, 1, 2, 3));
      frame.encoding(true, new Encoded(log, 0, 1, 2, 3));
    }
    log.trim(LogFixture.NOON);
    try {
      long took = heapUsed() - before;
      assertThat(took).isBetween(log.size().bytes() * 3 / 4, log.size().bytes());
    } finally {
      Reference.reachabilityFence(log);
    }
  }

  /** As it comes from a request: nothing of it is shared with others. */
  private static Event event(long position, int length, @Nullable String type) {
    byte[] data = "1".repeat(length).getBytes(StandardCharsets.US_ASCII);
    TopicName topic = new TopicName(new String("topic".toCharArray()));
    EventType own = type == null ? null : new EventType(new String(type.toCharArray()));
    return new Event(
        new EventId(LogFixture.EPOCH, position),
        Instant.ofEpochMilli(position),
        new Post(topic, own, EventData.json(data), true));
  }

  private static long heapUsed() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
