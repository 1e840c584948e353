package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parameters of the two answers that one path has, a stream and history: each is honoured by both,
 * or refused by the one that cannot. None is ignored in silence.
 */
final class ReaderParametersTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** Publishes events numbered from 1. */
  private static List<String> fill(String topic, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      ids.add(service.publish(topic, Integer.toString(i)));
    }
    return ids;
  }

  private static Call stream(String path) {
    return service.get(path).accept("text/event-stream");
  }

  @ParameterizedTest
  @CsvSource({
    "last=3, '3,4,5'",
    "last=1, '5'",
    "last=0, ''",
    "last=5, '1,2,3,4,5'",
    "last=99999999999, '1,2,3,4,5'",
    "last=4&limit=2, '4,5'",
    "last=2&limit=4, '4,5'",
  })
  void last_isTheNewestOfHistory(String query, String expected) {
    String topic = service.topic();
    List<String> ids = fill(topic, 5);
    service.publish(service.topic(), "0");
    Answer page = service.history(topic, "?" + query);
    assertThat(String.join(",", page.data())).isEqualTo(expected);
    assertThat(page.gap()).isFalse();
    if (!expected.isEmpty()) {
      assertThat(page.next()).isEqualTo(ids.getLast());
    }
    String later = service.publish(topic, "6");
    assertThat(service.history(topic, "?after=" + page.next()).ids()).containsExactly(later);
  }

  @Test
  void last_isOfAllTopicsTogether() {
    String a = service.topic();
    String b = service.topic();
    List<String> ids = new ArrayList<>();
    for (String topic : List.of(a, b, b, a, b)) {
      ids.add(service.publish(topic, "1"));
    }
    Answer page = service.get("/events?last=3&topic=" + a + "&topic=" + b).send().is(200);
    assertThat(page.ids()).isEqualTo(ids.subList(2, 5));
  }

  @Test
  void last_passesDeletedAndUnretainedEvents() {
    String topic = service.topic();
    List<String> ids = fill(topic, 5);
    service.call("DELETE", Service.events(topic) + "/" + ids.get(3)).key().send().is(204);
    service.post(Service.events(topic) + "?retain=false").key().json("6").send().is(201);
    assertThat(service.history(topic, "?last=2").data()).containsExactly("3", "5");
  }

  @Test
  void last_isAsManyAsAPageMayHave() {
    String topic = service.topic();
    for (int i = 0; i < 11; i++) {
      String item = "{\"topics\":[\"" + topic + "\"],\"data\":" + i + "}";
      service.publishBatch(
          "[" + String.join(",", Stream.generate(() -> item).limit(100).toList()) + "]");
    }
    assertThat(service.history(topic, "?last=300").events()).hasSize(300);
    List<String> data = service.history(topic, "?last=5000").data();
    assertThat(data).hasSize(1_000).endsWith("10").startsWith("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "last=-1",
        "last=all",
        "last=1.5",
        "last=",
        "limit=0",
        "envelope=maybe",
        "heartbeat=x",
        "checkpoints=x"
      })
  void badValues_areRefusedByHistory(String query) {
    service
        .get(Service.events(service.topic()) + "?" + query)
        .send()
        .isProblem(400, "bad-parameter");
  }

  /** Every name of the id to start after means the same on both, and wins over a number. */
  @ParameterizedTest
  @ValueSource(strings = {"after", "lastEventId", "last_event_id", "lastEventID"})
  void id_isHonouredByBoth(String name) {
    String topic = service.topic();
    List<String> ids = fill(topic, 4);
    String path = Service.events(topic) + "?last=1&" + name + "=" + ids.get(1);
    assertThat(service.get(path).send().is(200).data()).containsExactly("3", "4");
    try (Subscriber stream = service.get(path).open()) {
      assertThat(stream.first().id()).isEqualTo(ids.get(1));
      assertThat(stream.nextText()).isEqualTo("3");
      assertThat(stream.nextText()).isEqualTo("4");
    }
  }

  @Test
  void header_isHonouredByBothAndWins() {
    String topic = service.topic();
    List<String> ids = fill(topic, 4);
    String path = Service.events(topic) + "?after=" + ids.get(0) + "&lastEventId=" + ids.get(1);
    String seen = ids.get(2);
    assertThat(service.get(path).header("Last-Event-ID", seen).send().is(200).data())
        .containsExactly("4");
    assertThat(service.get(path).send().is(200).data()).containsExactly("3", "4");
    try (Subscriber stream = service.get(path).header("Last-Event-ID", seen).open()) {
      assertThat(stream.nextText()).isEqualTo("4");
    }
    try (Subscriber stream = service.get(path).open()) {
      assertThat(stream.nextText()).isEqualTo("3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"after", "lastEventId"})
  void idThatIsNone_isAGapForBoth(String name) {
    String topic = service.topic();
    fill(topic, 2);
    String path = Service.events(topic) + "?" + name + "=nonsense";
    assertThat(service.get(path).send().is(200).gap()).isTrue();
    try (Subscriber stream = service.get(path).open()) {
      assertThat(stream.nextEvent().event()).isEqualTo("stream.gap");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=3", "last=3&limit=3", "type=new-post", "retain=true", "topic=b"})
  void whatAStreamCannotHave_isRefused(String query) {
    String path = Service.events(service.topic()) + "?" + query;
    Answer answer = stream(path).send().isProblem(400, "bad-parameter");
    String name = query.substring(query.lastIndexOf('&') + 1, query.lastIndexOf('='));
    assertThat(answer.json().path("detail").asString()).contains(name);
    service.head(path).accept("text/event-stream").send().is(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"type=new-post", "retain=true", "envelope=false", "topic=b", "topics=b"})
  void whatHistoryCannotHave_isRefused(String query) {
    String path = Service.events(service.topic()) + "?" + query;
    Answer answer = service.get(path).send().isProblem(400, "bad-parameter");
    assertThat(answer.json().path("detail").asString())
        .contains(query.substring(0, query.indexOf('=')));
    service.head(path).send().is(400);
  }

  /**
   * History has neither checkpoints nor heartbeats, so that nothing of what is asked is missing.
   */
  @ParameterizedTest
  @ValueSource(strings = {"envelope=true", "checkpoints=false", "heartbeat=event", "unknown=1"})
  void whatMakesNoDifferenceToHistory_isTaken(String query) {
    String topic = service.topic();
    fill(topic, 1);
    assertThat(service.history(topic, "?" + query).data()).containsExactly("1");
  }
}
