package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The name under which a page listens for an event. */
final class EventTypeTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  static Stream<String> types() {
    return Stream.of(
        "new-post",
        "message",
        "Open",
        "opened",
        "errors",
        "stream",
        "streams.gap",
        "a stream.gap",
        "with space: and colon",
        "grüße",
        "😀".repeat(64),
        "t".repeat(128));
  }

  static Stream<String> refusedTypes() {
    return Stream.of(
        "open",
        "error",
        "stream.",
        "stream.gap",
        "stream.close",
        "stream.anything",
        "t".repeat(129),
        "ü".repeat(129),
        "a\nb",
        "a\r",
        "\rb",
        "a\r\nid: 1",
        "tab\tbed",
        "a\u007f",
        "a\u0001");
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String json(String value) {
    return JsonMapper.shared().writeValueAsString(value);
  }

  @ParameterizedTest
  @MethodSource("types")
  void typeInQuery_namesTheEvent(String type) {
    String topic = service.topic();
    Answer answer =
        service
            .post(Service.events(topic) + "?type=" + encoded(type))
            .key()
            .json("1")
            .send()
            .is(201);
    assertThat(answer.json().path("type").asString()).isEqualTo(type);
    expectType(topic, type);
  }

  @ParameterizedTest
  @MethodSource("types")
  void typeInBatch_namesTheEvent(String type) {
    String topic = service.topic();
    service.publishBatch("{\"topics\":[\"" + topic + "\"],\"type\":" + json(type) + ",\"data\":1}");
    expectType(topic, type);
  }

  private static void expectType(String topic, String type) {
    assertThat(service.history(topic, "").events().getFirst().path("type").asString())
        .isEqualTo(type);
    try (Subscriber stream = service.get(Service.events(topic) + "?last=1").open()) {
      assertThat(stream.nextEvent().event()).isEqualTo(type);
    }
  }

  @Test
  void typeInHeader_namesTheEvent() {
    String topic = service.topic();
    service
        .post(Service.events(topic))
        .key()
        .header("Event-Type", "from-header")
        .json("1")
        .send()
        .is(201);
    expectType(topic, "from-header");
  }

  @Test
  void typeInBoth_queryWins() {
    String topic = service.topic();
    service
        .post(Service.events(topic) + "?type=from-query")
        .key()
        .header("Event-Type", "from-header")
        .json("1")
        .send()
        .is(201);
    expectType(topic, "from-query");
  }

  @Test
  void noType_leavesTheFieldOut() {
    String topic = service.topic();
    service.publish(topic, "1");
    try (Subscriber stream = service.get(Service.events(topic) + "?last=1").open()) {
      assertThat(stream.nextEvent().event()).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("refusedTypes")
  void badTypeInQuery_isRefused(String type) {
    String topic = service.topic();
    service
        .post(Service.events(topic) + "?type=" + encoded(type))
        .key()
        .json("1")
        .send()
        .isProblem(400, "bad-type");
    assertThat(service.history(topic, "").events()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("refusedTypes")
  void badTypeInBatch_isRefused(String type) {
    String topic = service.topic();
    service
        .post("/events")
        .key()
        .json("{\"topics\":[\"" + topic + "\"],\"type\":" + json(type) + ",\"data\":1}")
        .send()
        .isProblem(400, "bad-type");
    assertThat(service.history(topic, "").events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "error", "stream.gap", "tab\tbed"})
  void badTypeInHeader_isRefused(String type) {
    service
        .post(Service.events(service.topic()))
        .key()
        .header("Event-Type", type)
        .json("1")
        .send()
        .isProblem(400, "bad-type");
  }

  @Test
  void typeWithNul_isRefused() {
    service
        .post("/events")
        .key()
        .json("{\"topics\":[\"a\"],\"type\":\"a\\u0000b\",\"data\":1}")
        .send()
        .isProblem(400, "bad-type");
  }
}
