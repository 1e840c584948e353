package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Eventually;
import dev.belfry.testkit.Ids;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Looking at topics and at single events. */
final class TopicTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static JsonNode describe(String topic) {
    return service.get("/topics/" + topic).send().is(200).json();
  }

  private static String cursor(String topic) {
    String cursor = describe(topic).path("cursor").asString();
    assertThat(cursor).matches(Answer.ID);
    return cursor;
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  @Test
  void newTopic_isDescribedWithZeros() {
    String topic = service.topic();
    JsonNode description = describe(topic);
    assertThat(description.path("topic").asString()).isEqualTo(topic);
    assertThat(description.path("subscribers").isIntegralNumber()).isTrue();
    assertThat(description.path("subscribers").asInt()).isZero();
    assertThat(description.path("retained").isIntegralNumber()).isTrue();
    assertThat(description.path("retained").asInt()).isZero();
    assertThat(isAbsent(description.path("oldestEventId"))).isTrue();
    assertThat(isAbsent(description.path("lastEventId"))).isTrue();
    assertThat(cursor(topic)).isNotEmpty();
  }

  @Test
  void emptyStore_hasACursor() {
    try (Service fresh = Service.start()) {
      String cursor = fresh.get("/topics/first").send().is(200).json().path("cursor").asString();
      assertThat(cursor).matches(Answer.ID);
      assertThat(fresh.history("first", "?after=" + cursor).gap()).isFalse();
      String id = fresh.publish("first", "1");
      assertThat(Ids.position(id)).isEqualTo(1);
      Answer page = fresh.history("first", "?after=" + cursor);
      assertThat(page.ids()).containsExactly(id);
      assertThat(page.gap()).isFalse();
    }
  }

  @Test
  void topicWithEvents_isDescribed() {
    String topic = service.topic();
    String first = service.publish(topic, "1");
    service.publish(topic, "2");
    String last = service.publish(topic, "3");
    JsonNode description = describe(topic);
    assertThat(description.propertyNames())
        .containsExactlyInAnyOrder(
            "topic", "subscribers", "cursor", "oldestEventId", "lastEventId", "retained");
    assertThat(description.path("oldestEventId").asString()).isEqualTo(first);
    assertThat(description.path("lastEventId").asString()).isEqualTo(last);
    assertThat(description.path("retained").asInt()).isEqualTo(3);
    Answer page = service.history(topic, "?after=" + cursor(topic));
    assertThat(page.events()).isEmpty();
    assertThat(page.gap()).isFalse();
  }

  @Test
  void subscribers_areThoseConnected() {
    String topic = service.topic();
    try (Subscriber first = service.subscribe(topic)) {
      assertThat(first.first().id()).isNotNull();
      Eventually.await("one subscriber", () -> describe(topic).path("subscribers").asInt() == 1);
      try (Subscriber second = service.subscribe(topic)) {
        assertThat(second.first().id()).isNotNull();
        Eventually.await("two subscribers", () -> describe(topic).path("subscribers").asInt() == 2);
      }
      service.publish(topic, "1");
      Eventually.await(
          "one has left",
          () -> {
            service.publish(topic, "2");
            return describe(topic).path("subscribers").asInt() == 1;
          });
    }
    Eventually.await(
        "both have left",
        () -> {
          service.publish(topic, "3");
          return describe(topic).path("subscribers").asInt() == 0;
        });
  }

  @Test
  void cursorReadFirst_leavesNoHole() {
    String topic = service.topic();
    for (int round = 0; round < 3; round++) {
      String cursor = cursor(topic);
      String one = service.publish(topic, "1");
      service.publish(service.topic(), "0");
      String two = service.publish(topic, "2");

      Answer page = service.history(topic, "?after=" + cursor);
      assertThat(page.ids()).containsExactly(one, two);
      assertThat(page.gap()).isFalse();
      try (Subscriber stream =
          service.get(Service.events(topic) + "?lastEventId=" + cursor).open()) {
        String three = service.publish(topic, "3");
        assertThat(stream.nextEvents(3))
            .extracting(Subscriber.Block::id)
            .containsExactly(one, two, three);
      }
    }
  }

  @Test
  void looking_makesNoTopic() {
    String topic = "ghost";
    describe(topic);
    service.history(topic, "");
    service.head("/topics/" + topic).send().is(200);
    service.subscribe(topic).close();
    Eventually.await(
        "the reader has left",
        () -> {
          service.publish("beside", "1");
          return !listed().contains(topic);
        });
  }

  @Test
  void topics_areListedForOperators() {
    String topic = service.topic();
    service.publish(topic, "1");
    assertThat(listed()).contains(topic);
  }

  /** Every text in the listing, wherever it stands. */
  private static List<String> listed() {
    List<String> texts = new ArrayList<>();
    collect(service.get("/topics").key().send().is(200).json(), texts);
    return texts;
  }

  private static void collect(JsonNode node, List<String> texts) {
    if (node.isString()) {
      texts.add(node.asString());
    }
    node.forEach(child -> collect(child, texts));
  }

  @Test
  void oneEvent_isShown() {
    String topic = service.topic();
    String id = service.post(Service.events(topic) + "?type=t").key().json("{\"a\":1}").send().id();
    Answer answer = service.get(Service.events(topic) + "/" + id).send().is(200);
    assertThat(answer.mediaType()).isEqualTo("application/json");
    assertThat(answer.json()).isEqualTo(service.history(topic, "").events().getFirst());
    service.get(Service.events(topic) + "/" + id).accept("application/json").send().is(200);
  }

  @Test
  void oneEvent_isFoundUnderItsOwnTopicOnly() {
    String id = service.publish(service.topic(), "1");
    service.get(Service.events(service.topic()) + "/" + id).send().isProblem(404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "1",
        "foreign-1",
        "FOREIGN-1",
        "foreign-99999999999999999999999999",
        "a%20b",
        "%F0%9F%98%80",
        "a.json",
      })
  void unknownEvent_isNotFound(String id) {
    String topic = service.topic();
    service.publish(topic, "1");
    service.get(Service.events(topic) + "/" + id).send().isProblem(404, "not-found");
  }

  @Test
  void eventAheadOfTheStore_isNotFound() {
    String topic = service.topic();
    String id = service.publish(topic, "1");
    for (String position : List.of("0", "1000000", "9223372036854775807")) {
      service
          .get(Service.events(topic) + "/" + Ids.epoch(id) + "-" + position)
          .send()
          .isProblem(404, "not-found");
    }
  }

  @Test
  void equalNumberWrittenOtherwise_isAnotherId() {
    String topic = service.topic();
    String id = service.publish(topic, "1");
    service
        .get(Service.events(topic) + "/" + Ids.epoch(id) + "-0" + Ids.position(id))
        .send()
        .isProblem(404, "not-found");
  }
}
