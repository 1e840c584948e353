package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** An id of another store, as long as one may be: nobody is refused because of it. */
final class OpaqueIdTest {

  private static final String ID = "aZ09_.-x".repeat(16);

  @SuppressWarnings("NullAway.Init") // started before any test
  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void expectGap(Subscriber stream, String requested) {
    Subscriber.Block block = stream.nextEvent();
    assertThat(block.event()).isEqualTo("stream.gap");
    JsonNode gap = Answer.parse(block.text());
    assertThat(gap.path("reason").asString()).isEqualTo("malformed");
    assertThat(gap.path("requested").asString()).isEqualTo(requested);
  }

  @Test
  void header_isAnsweredByAGapThatRepeatsIt() {
    String topic = service.topic();
    String one = service.publish(topic, "1");
    try (Subscriber stream =
        service.get(Service.events(topic)).header("Last-Event-ID", ID).open()) {
      expectGap(stream, ID);
      assertThat(stream.nextEvent().id()).isEqualTo(one);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lastEventId", "last_event_id", "lastEventID"})
  void query_isAnsweredByAGapThatRepeatsIt(String name) {
    String topic = service.topic();
    String one = service.publish(topic, "1");
    try (Subscriber stream = service.get(Service.events(topic) + "?" + name + "=" + ID).open()) {
      expectGap(stream, ID);
      assertThat(stream.nextEvent().id()).isEqualTo(one);
    }
  }

  @Test
  void whatIsLonger_isRepeatedUpToAsMuch() {
    try (Subscriber stream =
        service.get(Service.events(service.topic()) + "?lastEventId=" + ID + "yz").open()) {
      expectGap(stream, ID);
    }
  }

  @Test
  void after_isAnsweredByAPageBehindAGap() {
    String topic = service.topic();
    String one = service.publish(topic, "1");
    Answer page = service.history(topic, "?after=" + ID);
    assertThat(page.ids()).containsExactly(one);
    assertThat(page.gap()).isTrue();
  }

  @Test
  void path_isNotFound() {
    String topic = service.topic();
    service.publish(topic, "1");
    String path = Service.events(topic) + "/" + ID;
    service.get(path).send().isProblem(404, "not-found");
    service.call("DELETE", path).key().send().isProblem(404, "not-found");
    assertThat(service.history(topic, "").ids()).hasSize(1);
  }
}
