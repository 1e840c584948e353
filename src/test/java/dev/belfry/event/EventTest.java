package dev.belfry.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventTest {

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T10:00:00Z, 2026-11-21T10:00:00.000Z",
    "2026-11-21T10:00:00.12Z, 2026-11-21T10:00:00.120Z",
    "2026-11-21T10:00:00.000000001Z, 2026-11-21T10:00:00.000Z"
  })
  void publishedAtText_hasMillisecondsAlways(String time, String text) {
    Post post = new Post(new TopicName("a"), null, EventData.text(new byte[0]), true);
    Event event = new Event(new EventId(new Epoch("e"), 1), Instant.parse(time), post);
    assertThat(event.publishedAtText()).isEqualTo(text);
  }
}
