package dev.belfry.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.EventId;
import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.hub.HistoryPage;
import dev.belfry.hub.TopicStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

final class AnswerTest {

  private static final Epoch EPOCH = new Epoch("e");
  private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");

  private final MockHttpServletResponse response = new MockHttpServletResponse();

  @Test
  void receipt_hasNoData() throws Exception {
    Answer.receipt(event(1, new EventType("grün"), json("1")), response);
    assertThat(body())
        .isEqualTo(
            """
            {"id":"e-1","topic":"a","type":"grün","publishedAt":"2026-11-21T10:00:00.000Z"}\
            """);
    assertThat(response.getContentType()).isEqualTo("application/json");
    assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void history_leavesDataAsItIs() throws Exception {
    List<Event> events =
        List.of(
            event(1, null, json("{\"b\":1.0e5,\"a\":\"\\/\\u00e9\",\"b\":2}")),
            event(2, null, text("a\n\"é\"😀")));
    Answer.history(page(events, new EventId(EPOCH, 2), true), response);
    assertThat(body())
        .isEqualTo(
            """
            {"events":[{"id":"e-1","topic":"a","publishedAt":"2026-11-21T10:00:00.000Z",\
            "data":{"b":1.0e5,"a":"\\/\\u00e9","b":2}},\
            {"id":"e-2","topic":"a","publishedAt":"2026-11-21T10:00:00.000Z",\
            "data":"a\\n\\"é\\"😀"}],"next":"e-2","gap":true}\
            """);
  }

  @Test
  void topics_writeNulls() throws Exception {
    TopicStatus topic =
        new TopicStatus(new TopicName("a"), 2, new EventId(EPOCH, 7), null, null, 0);
    Answer.topics(List.of(topic), null, response);
    assertThat(body())
        .isEqualTo(
            """
            {"topics":[{"topic":"a","subscribers":2,"cursor":"e-7","oldestEventId":null,\
            "lastEventId":null,"retained":0}],"next":null}\
            """);
  }

  /** A page whose slices hold one event each. */
  private static HistoryPage page(List<Event> events, EventId next, boolean gap) {
    Iterator<Event> left = events.iterator();
    return new HistoryPage() {
      @Override
      public List<Event> nextSlice() {
        return left.hasNext() ? List.of(left.next()) : List.of();
      }

      @Override
      public EventId next() {
        return next;
      }

      @Override
      public boolean gap() {
        return gap;
      }

      @Override
      public void close() {}
    };
  }

  private String body() throws Exception {
    return response.getContentAsString(StandardCharsets.UTF_8);
  }

  private static Event event(long position, @Nullable EventType type, EventData data) {
    return new Event(
        new EventId(EPOCH, position), TIME, new Post(new TopicName("a"), type, data, true));
  }

  private static EventData json(String json) {
    return EventData.json(json.getBytes(StandardCharsets.UTF_8));
  }

  private static EventData text(String text) {
    return EventData.text(text.getBytes(StandardCharsets.UTF_8));
  }
}
