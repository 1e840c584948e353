package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Reading what is retained, page by page. */
final class HistoryTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** Publishes {@code count} events, numbered from 0. */
  private static List<String> fill(String topic, int count) {
    List<String> ids = new ArrayList<>();
    for (int start = 0; start < count; start += 100) {
      ids.addAll(
          service.publishBatch(
              IntStream.range(start, Math.min(start + 100, count))
                  .mapToObj(i -> "{\"topics\":[\"" + topic + "\"],\"data\":" + i + "}")
                  .collect(Collectors.joining(",", "[", "]"))));
    }
    return ids;
  }

  @Test
  void event_isShownWhole() {
    String topic = service.topic();
    Answer posted =
        service.post(Service.events(topic) + "?type=t").key().json("{\"a\":1}").send().is(201);
    Answer history = service.history(topic, "");
    assertThat(history.mediaType()).isEqualTo("application/json");
    assertThat(history.json().propertyNames()).containsExactlyInAnyOrder("events", "next", "gap");
    JsonNode event = history.events().getFirst();
    assertThat(event.propertyNames())
        .containsExactlyInAnyOrder("id", "topic", "type", "publishedAt", "data");
    for (String member : List.of("id", "topic", "type", "publishedAt")) {
      assertThat(event.path(member)).isEqualTo(posted.json().path(member));
    }
    assertThat(event.path("data").toString()).isEqualTo("{\"a\":1}");
  }

  @Test
  void head_forbidsCachingAndNamesAccept() {
    Answer history = service.history(service.topic(), "");
    assertThat(history.list("Cache-Control")).contains("no-store");
    assertThat(history.list("Vary")).contains("accept");
  }

  @Test
  void pages_joinToTheWhole() {
    String topic = service.topic();
    List<String> ids = fill(topic, 25);
    List<String> read = new ArrayList<>();
    Answer page = service.history(topic, "?limit=10");
    while (!page.events().isEmpty()) {
      assertThat(page.events()).hasSizeLessThanOrEqualTo(10);
      assertThat(page.gap()).isFalse();
      assertThat(page.next()).isEqualTo(page.ids().getLast());
      read.addAll(page.ids());
      page = service.history(topic, "?limit=10&after=" + page.next());
    }
    assertThat(read).isEqualTo(ids);
    assertThat(page.next()).isEqualTo(ids.getLast());
    assertThat(page.gap()).isFalse();
  }

  @Test
  void after_isExclusive() {
    String topic = service.topic();
    List<String> ids = fill(topic, 5);
    assertThat(service.history(topic, "?after=" + ids.get(2)).ids()).isEqualTo(ids.subList(3, 5));
  }

  @Test
  void limit_isHundredByDefaultAndCappedAtThousand() {
    String topic = service.topic();
    List<String> ids = fill(topic, 1_050);
    assertThat(service.history(topic, "").ids()).isEqualTo(ids.subList(0, 100));
    assertThat(service.history(topic, "?limit=1").ids()).isEqualTo(ids.subList(0, 1));
    for (String limit : List.of("1000", "1001", "99999", "99999999999")) {
      assertThat(service.history(topic, "?limit=" + limit).ids())
          .as("limit=%s", limit)
          .isEqualTo(ids.subList(0, 1_000));
    }
  }

  @Test
  void severalTopics_areMergedByPosition() {
    String a = service.topic();
    String b = service.topic();
    String c = service.topic();
    List<String> expected = new ArrayList<>();
    for (String topic : List.of(a, c, b, b, a, c, a)) {
      String id = service.publish(topic, "1");
      if (!topic.equals(c)) {
        expected.add(id);
      }
    }
    String both = "/events?topic=" + b + "&topic=" + a + "&topic=" + b;
    Answer whole = service.get(both).send().is(200);
    assertThat(whole.ids()).isEqualTo(expected);
    assertThat(whole.list("Vary")).contains("accept");
    Answer page = service.get(both + "&limit=2").send().is(200);
    assertThat(page.ids()).isEqualTo(expected.subList(0, 2));
    assertThat(service.get(both + "&after=" + page.next()).send().ids())
        .isEqualTo(expected.subList(2, expected.size()));
  }

  @Test
  void emptyTopic_hasACursorToGoOnFrom() {
    String topic = service.topic();
    Answer empty = service.history(topic, "");
    assertThat(empty.events()).isEmpty();
    assertThat(empty.gap()).isFalse();
    String id = service.publish(topic, "1");
    Answer page = service.history(topic, "?after=" + empty.next());
    assertThat(page.ids()).containsExactly(id);
    assertThat(page.gap()).isFalse();
  }

  @Test
  void emptyPage_answersTheCursorItGot() {
    String topic = service.topic();
    String last = fill(topic, 3).getLast();
    String elsewhere = service.publish(service.topic(), "1");
    service.publish(service.topic(), "2");
    for (String after : List.of(last, elsewhere)) {
      Answer page = service.history(topic, "?after=" + after);
      assertThat(page.events()).isEmpty();
      assertThat(page.next()).isEqualTo(after);
      assertThat(page.gap()).isFalse();
    }
  }

  @Test
  void cursorFromAnotherTopic_isHonoured() {
    String topic = service.topic();
    service.publish(topic, "1");
    String elsewhere = service.publish(service.topic(), "2");
    String id = service.publish(topic, "3");
    Answer page = service.history(topic, "?after=" + elsewhere);
    assertThat(page.ids()).containsExactly(id);
    assertThat(page.gap()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "1",
        "-",
        "-1",
        "foreign-1",
        "FOREIGN-1",
        "a_b-1",
        "a-b-1",
        "foreign-1x",
        "foreign-99999999999999999999999999",
        "a-00000000000000000000000000000000000000001",
        "%20",
        "%F0%9F%98%80",
        "%0D%0A",
      })
  void foreignOrMalformedCursor_isAGap(String after) {
    String topic = service.topic();
    List<String> ids = fill(topic, 3);
    expectGap(topic, after, ids);
  }

  @Test
  void cursorAheadOfTheStore_isAGap() {
    String topic = service.topic();
    List<String> ids = fill(topic, 3);
    String last = ids.getLast();
    expectGap(topic, Ids.epoch(last) + "-" + (Ids.position(last) + 1_000_000), ids);
    expectGap(topic, Ids.epoch(last) + "-" + Long.MAX_VALUE, ids);
    expectGap(topic, Ids.epoch(last) + "-9223372036854775808", ids);
  }

  private static void expectGap(String topic, String after, List<String> ids) {
    Answer page = service.history(topic, "?limit=2&after=" + after);
    assertThat(page.gap()).as("gap after %s", after).isTrue();
    assertThat(page.ids()).isEqualTo(ids.subList(0, 2));
    Answer rest = service.history(topic, "?after=" + page.next());
    assertThat(rest.gap()).isFalse();
    assertThat(rest.ids()).isEqualTo(ids.subList(2, ids.size()));
  }

  @Test
  void gapOfAnEmptyTopic_hasACursorToGoOnFrom() {
    String topic = service.topic();
    Answer gap = service.history(topic, "?after=foreign-1");
    assertThat(gap.gap()).isTrue();
    assertThat(gap.events()).isEmpty();
    String id = service.publish(topic, "1");
    Answer page = service.history(topic, "?after=" + gap.next());
    assertThat(page.gap()).isFalse();
    assertThat(page.ids()).containsExactly(id);
  }

  @Test
  void manyTopics_areAccepted() {
    String topics =
        IntStream.range(0, 64).mapToObj(i -> "topic=many-" + i).collect(Collectors.joining("&"));
    String id = service.publish("many-63", "1");
    assertThat(service.get("/events?" + topics).send().is(200).ids()).containsExactly(id);
    service.get("/events?" + topics + "&topic=many-64").send().isProblem(400, "bad-parameter");
    service
        .get("/events?" + topics + "&topic=many-64")
        .accept("text/event-stream")
        .send()
        .isProblem(400, "bad-parameter");
  }
}
