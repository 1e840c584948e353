package dev.belfry.web;

import dev.belfry.event.Event;
import dev.belfry.event.EventType;
import dev.belfry.hub.HistoryPage;
import dev.belfry.hub.TopicStatus;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes answers in JSON, straight to the response: a page of history may be large. */
final class Answer {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  private Answer(JsonGenerator json) {
    this.json = json;
  }

  /** The receipt of one event. */
  static void receipt(Event event, HttpServletResponse response) throws IOException {
    write(response, answer -> answer.event(event, false));
  }

  /** The receipts of a batch. */
  static void receipts(List<Event> events, HttpServletResponse response) throws IOException {
    write(
        response,
        answer -> {
          answer.json.writeStartObject();
          answer.events(events, false);
          answer.json.writeEndObject();
        });
  }

  /** One event. */
  static void event(Event event, HttpServletResponse response) throws IOException {
    write(response, answer -> answer.event(event, true));
  }

  /** A page of history, slice by slice: while its reader is slow, one slice is kept for it. */
  static void history(HistoryPage page, HttpServletResponse response) throws IOException {
    write(
        response,
        answer -> {
          answer.json.writeStartObject();
          answer.slices(page);
          answer.json.writeStringProperty("next", page.next().toString());
          answer.json.writeBooleanProperty("gap", page.gap());
          answer.json.writeEndObject();
        });
  }

  /** How one topic stands. */
  static void topic(TopicStatus topic, HttpServletResponse response) throws IOException {
    write(response, answer -> answer.topic(topic));
  }

  /** A page of topics, and the name to go on after, if more follow. */
  static void topics(List<TopicStatus> topics, @Nullable String next, HttpServletResponse response)
      throws IOException {
    write(
        response,
        answer -> {
          answer.json.writeStartObject();
          answer.json.writeName("topics").writeStartArray();
          topics.forEach(answer::topic);
          answer.json.writeEndArray();
          answer.stringOrNull("next", next);
          answer.json.writeEndObject();
        });
  }

  private static void write(HttpServletResponse response, Consumer<Answer> content)
      throws IOException {
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), response.getOutputStream());
    content.accept(new Answer(json));
    json.close(); // not on failure: an answer that breaks off must not look whole
  }

  private void events(List<Event> events, boolean withData) {
    json.writeName("events").writeStartArray();
    events.forEach(event -> event(event, withData));
    json.writeEndArray();
  }

  private void slices(HistoryPage page) {
    json.writeName("events").writeStartArray();
    List<Event> slice = page.nextSlice();
    while (!slice.isEmpty()) {
      slice.forEach(event -> event(event, true));
      slice = page.nextSlice();
    }
    json.writeEndArray();
  }

  private void event(Event event, boolean withData) {
    json.writeStartObject();
    json.writeStringProperty("id", event.id().toString());
    json.writeStringProperty("topic", event.topic().value());
    EventType type = event.post().type();
    if (type != null) {
      json.writeStringProperty("type", type.value());
    }
    json.writeStringProperty("publishedAt", event.publishedAtText());
    if (withData) {
      json.writeName("data");
      String data = event.post().data().asString();
      if (event.post().data().isJson()) {
        json.writeRawValue(data);
      } else {
        json.writeString(data);
      }
    }
    json.writeEndObject();
  }

  private void topic(TopicStatus topic) {
    json.writeStartObject();
    json.writeStringProperty("topic", topic.topic().value());
    json.writeNumberProperty("subscribers", topic.subscribers());
    json.writeStringProperty("cursor", topic.cursor().toString());
    stringOrNull("oldestEventId", topic.oldestEventId());
    stringOrNull("lastEventId", topic.lastEventId());
    json.writeNumberProperty("retained", topic.retained());
    json.writeEndObject();
  }

  private void stringOrNull(String name, @Nullable Object value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value.toString());
    }
  }
}
