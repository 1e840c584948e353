package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** One event to one topic. */
final class PublishTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void json_isCreatedWithItsDescription() {
    String topic = service.topic();
    Answer answer =
        service
            .post(Service.events(topic) + "?type=new-post")
            .key()
            .json("{\"title\":\"Hello\"}")
            .send()
            .is(201);
    assertThat(answer.mediaType()).isEqualTo("application/json");
    JsonNode event = answer.json();
    assertThat(event.propertyNames())
        .containsExactlyInAnyOrder("id", "topic", "type", "publishedAt");
    assertThat(answer.id()).isNotEmpty();
    assertThat(event.path("topic").asString()).isEqualTo(topic);
    assertThat(event.path("type").asString()).isEqualTo("new-post");
    assertThat(Duration.between(Instant.parse(event.path("publishedAt").asString()), Instant.now()))
        .isBetween(Duration.ofMinutes(-1), Duration.ofMinutes(1));
  }

  @Test
  void withoutType_descriptionNamesNone() {
    Answer answer = service.post(Service.events(service.topic())).key().json("1").send().is(201);
    JsonNode type = answer.json().path("type");
    assertThat(type.isMissingNode() || type.isNull()).as("no type in %s", answer.body()).isTrue();
  }

  @Test
  void location_leadsToTheEvent() {
    String topic = service.topic();
    Answer answer = service.post(Service.events(topic)).key().json("[1]").send().is(201);
    assertThat(answer.header("Location")).isEqualTo("events/" + answer.id());
    String location = Service.location(Service.events(topic), answer);
    assertThat(location).isEqualTo("/topics/" + topic + "/events/" + answer.id());
    assertThat(service.get(location).send().is(200).id()).isEqualTo(answer.id());
  }

  @Test
  void positions_areConsecutiveOverAllTopics() {
    String first = service.publish(service.topic(), "1");
    String second = service.publishText(service.topic(), "2");
    String third = service.publish(service.topic(), "3");
    assertThat(List.of(Ids.position(second), Ids.position(third)))
        .containsExactly(Ids.position(first) + 1, Ids.position(first) + 2);
    assertThat(Ids.position(first)).isPositive();
    assertThat(List.of(Ids.epoch(second), Ids.epoch(third))).containsOnly(Ids.epoch(first));
  }

  @Test
  void created_isInHistoryAtOnce() {
    String topic = service.topic();
    for (int i = 0; i < 50; i++) {
      String id = service.publish(topic, Integer.toString(i));
      assertThat(service.history(topic, "?limit=1000").ids()).hasSize(i + 1).endsWith(id);
    }
  }

  @Test
  void text_isKeptAsJsonString() {
    String topic = service.topic();
    String text = " \"quoted\" grüße 😀 \u2028 ";
    service.publishText(topic, text);
    assertThat(service.history(topic, "").events().getFirst().path("data").asString())
        .isEqualTo(text);
  }

  @Test
  void textOfSeveralLines_isSplitIntoDataLines() {
    String topic = service.topic();
    service.publishText(topic, "a\r\nb\nc\rd\n\r e\n");
    try (Subscriber stream = service.get(Service.events(topic) + "?last=1").open()) {
      assertThat(stream.nextEvent().data()).containsExactly("a", "b", "c", "d", "", " e", "");
    }
    String kept = service.history(topic, "").events().getFirst().path("data").asString();
    assertThat(kept.replace("\r\n", "\n").replace('\r', '\n')).isEqualTo("a\nb\nc\nd\n\n e\n");
  }

  @Test
  void emptyText_isAnEventWithoutContent() {
    String topic = service.topic();
    service.publishText(topic, "");
    assertThat(service.history(topic, "").events().getFirst().path("data").asString()).isEmpty();
    try (Subscriber stream = service.get(Service.events(topic) + "?last=1").open()) {
      assertThat(stream.nextEvent().data()).containsExactly("");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/json; charset=\"UTF-8\"",
        "text/plain",
        "text/plain;charset=UTF-8",
      })
  void contentType_isAccepted(String contentType) {
    String topic = service.topic();
    service.post(Service.events(topic)).key().body(contentType, "\"grüße\"").send().is(201);
    assertThat(service.history(topic, "").body()).contains("grüße");
  }

  @Test
  void chunkedBody_isAccepted() {
    String topic = service.topic();
    service
        .post(Service.events(topic))
        .key()
        .chunked("application/json", new byte[] {'4', '2'})
        .send()
        .is(201);
    assertThat(service.history(topic, "").data()).containsExactly("42");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "A", "a.b-c_d", "news.json", "events", "x..", "1.2.3"})
  void topicName_isAccepted(String topic) {
    String id = service.publish(topic, "1");
    assertThat(service.history(topic, "").ids()).contains(id);
  }

  @Test
  void longestTopicName_isAccepted() {
    String topic = "n".repeat(128);
    String id = service.publish(topic, "1");
    assertThat(service.history(topic, "").ids()).containsExactly(id);
  }

  @Test
  void topicNames_areCaseSensitive() {
    service.publish("Case", "1");
    service.publish("case", "2");
    assertThat(service.history("Case", "").data()).containsExactly("1");
    assertThat(service.history("case", "").data()).containsExactly("2");
  }
}
