package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Several events in one request. */
final class BatchTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void expectConsecutive(List<String> ids) {
    long first = Ids.position(ids.getFirst());
    assertThat(ids.stream().map(Ids::position))
        .containsExactlyElementsOf(
            IntStream.range(0, ids.size()).mapToObj(i -> first + i).toList());
  }

  @Test
  void post_makesOneEventPerTopicInListOrder() {
    String a = service.topic();
    String b = service.topic();
    Answer answer =
        service
            .post("/events")
            .key()
            .json(
                "{\"topics\":[\"%s\",\"%s\"],\"type\":\"new-post\",\"data\":{\"x\":1}}"
                    .formatted(b, a))
            .send()
            .is(201);
    assertThat(answer.mediaType()).isEqualTo("application/json");
    assertThat(answer.json().propertyNames()).containsExactly("events");
    assertThat(answer.events())
        .extracting(event -> event.path("topic").asString())
        .containsExactly(b, a);
    assertThat(answer.events())
        .allSatisfy(event -> {
          assertThat(event.path("type").asString()).isEqualTo("new-post");
          assertThat(event.path("publishedAt").asString()).isNotEmpty();
        });
    expectConsecutive(answer.ids());
    assertThat(service.history(a, "").ids()).containsExactly(answer.ids().get(1));
    assertThat(service.history(b, "").ids()).containsExactly(answer.ids().get(0));
    assertThat(service.history(b, "").data()).containsExactly("{\"x\":1}");
  }

  @Test
  void repeatedTopic_isIgnored() {
    String a = service.topic();
    String b = service.topic();
    Answer answer =
        service
            .post("/events")
            .key()
            .json("{\"topics\":[\"%s\",\"%s\",\"%s\"],\"data\":1}".formatted(a, b, a))
            .send()
            .is(201);
    assertThat(answer.events())
        .extracting(event -> event.path("topic").asString())
        .containsExactly(a, b);
    assertThat(service.history(a, "").events()).hasSize(1);
  }

  @Test
  void sameTopicInSeveralPosts_getsThemAllInOrder() {
    String a = service.topic();
    String b = service.topic();
    List<String> ids =
        service.publishBatch(
            """
            [{"topics":["%s"],"data":1},
             {"topics":["%s","%s"],"text":"two"},
             {"topics":["%s"],"data":null}]
            """
                .formatted(a, b, a, a));
    expectConsecutive(ids);
    assertThat(service.history(a, "").ids()).containsExactly(ids.get(0), ids.get(2), ids.get(3));
    assertThat(service.history(a, "").data()).containsExactly("1", "\"two\"", "null");
  }

  @Test
  void largestBatch_isAccepted() {
    String topic = service.topic();
    List<String> ids =
        service.publishBatch(
            IntStream.range(0, 100)
                .mapToObj(i -> "{\"topics\":[\"" + topic + "\"],\"data\":" + i + "}")
                .collect(Collectors.joining(",", "[", "]")));
    assertThat(ids).hasSize(100);
    expectConsecutive(ids);
    assertThat(service.history(topic, "").ids()).isEqualTo(ids);
  }

  @Test
  void text_isAsItWouldBeAlone() {
    String topic = service.topic();
    service.publishBatch("{\"topics\":[\"" + topic + "\"],\"text\":\"a\\r\\nb\\u00e9\\n\"}");
    try (Subscriber stream = service.get(Service.events(topic) + "?last=1").open()) {
      assertThat(stream.nextEvent().data()).containsExactly("a", "bé", "");
    }
  }

  @Test
  void racingBatches_keepTheirPositionsTogether() throws Exception {
    String a = service.topic();
    String b = service.topic();
    String batch =
        IntStream.range(0, 20)
            .mapToObj(i -> "{\"topics\":[\"%s\",\"%s\"],\"data\":%d}".formatted(a, b, i))
            .collect(Collectors.joining(",", "[", "]"));
    List<String> all = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> batches = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        batches.add(executor.submit(() -> service.publishBatch(batch)));
      }
      for (Future<List<String>> answered : batches) {
        List<String> ids = awaited(answered);
        expectConsecutive(ids);
        all.addAll(ids);
      }
    }
    assertThat(all).hasSize(800).doesNotHaveDuplicates();
    List<String> read = service.get("/events?limit=1000&topic=" + a + "&topic=" + b).send().ids();
    assertThat(read).hasSize(800).containsExactlyInAnyOrderElementsOf(all);
    expectConsecutive(read);
  }

  private static List<String> awaited(Future<List<String>> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(30, TimeUnit.SECONDS);
  }

  /** Each spoils a batch whose other posts are good; {@code %s} is a topic. */
  static Stream<String> spoilers() {
    return Stream.of(
        "{\"topics\":[\"%s\",\"-bad\"],\"data\":2}",
        "{\"topics\":[\"%s\"],\"type\":\"open\",\"data\":2}",
        "{\"topics\":[\"%s\"],\"data\":2,\"text\":\"2\"}",
        "{\"topics\":[\"%s\"]}",
        "{\"topics\":[\"%s\"],\"text\":\"a\\u0000b\"}",
        "{\"topics\":[\"%s\"],\"data\":\"" + "x".repeat(70_000) + "\"}",
        "{\"topics\":[\"%s\"],\"data\":" + "[".repeat(600) + "]".repeat(600) + "}",
        "{\"topics\":[\"%s\"],\"data\":2}, 5",
        "{\"topics\":[\"%s\"],\"data\":}",
        "{\"topics\":[],\"data\":2}");
  }

  @ParameterizedTest
  @MethodSource("spoilers")
  void oneBadPost_spoilsTheWholeBatch(String spoiler) {
    String topic = service.topic();
    try (Subscriber stream = service.subscribe(topic)) {
      Answer answer =
          service
              .post("/events")
              .key()
              .json(
                  "[{\"topics\":[\"%s\"],\"data\":1},%s]"
                      .formatted(topic, spoiler.replace("%s", topic)))
              .send();
      assertThat(answer.status()).isIn(400, 413);
      assertThat(service.history(topic, "").events()).isEmpty();
      service.publish(topic, "\"after\"");
      assertThat(stream.nextText()).isEqualTo("\"after\"");
    }
  }

  @Test
  void positions_areOneAfterTheOtherForEveryone() {
    String topic = service.topic();
    List<String> ids =
        service.publishBatch(
            "{\"topics\":[\"" + topic + "\",\"" + service.topic() + "\"],\"data\":1}");
    String later = service.publish(topic, "2");
    assertThat(Ids.position(later)).isEqualTo(Ids.position(ids.getLast()) + 1);
  }

  @Test
  void description_isWhatHistoryShows() {
    String topic = service.topic();
    Answer answer =
        service
            .post("/events")
            .key()
            .json("{\"topics\":[\"" + topic + "\"],\"type\":\"t\",\"data\":1}")
            .send()
            .is(201);
    JsonNode described = answer.events().getFirst();
    JsonNode kept = service.history(topic, "").events().getFirst();
    for (String member : List.of("id", "topic", "type", "publishedAt")) {
      assertThat(described.path(member)).isEqualTo(kept.path(member));
    }
  }
}
