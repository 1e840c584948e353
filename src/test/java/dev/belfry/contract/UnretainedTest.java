package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ids;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events for whoever is connected, and nobody later. */
final class UnretainedTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String publishUnretained(String topic, String json) {
    return service
        .post(Service.events(topic) + "?retain=false")
        .key()
        .json(json)
        .send()
        .is(201)
        .id();
  }

  @Test
  void unretained_reachesThoseConnected() {
    String topic = service.topic();
    try (Subscriber stream = service.subscribe(topic)) {
      String id = publishUnretained(topic, "\"typing\"");
      Subscriber.Block block = stream.nextEvent();
      assertThat(block.text()).isEqualTo("\"typing\"");
      assertThat(block.id()).isEqualTo(id);
    }
  }

  @Test
  void unretained_isNotInHistory() {
    String topic = service.topic();
    String before = service.publish(topic, "1");
    String unretained = publishUnretained(topic, "2");
    String after = service.publish(topic, "3");

    assertThat(service.history(topic, "").ids()).containsExactly(before, after);
    Answer afterBefore = service.history(topic, "?after=" + before);
    assertThat(afterBefore.ids()).containsExactly(after);
    assertThat(afterBefore.gap()).isFalse();
    Answer afterUnretained = service.history(topic, "?after=" + unretained);
    assertThat(afterUnretained.ids()).containsExactly(after);
    assertThat(afterUnretained.gap()).isFalse();
    service.get(Service.events(topic) + "/" + unretained).send().isProblem(404, "not-found");
    assertThat(service.get("/topics/" + topic).send().json().path("retained").asInt()).isEqualTo(2);
  }

  @Test
  void unretained_consumesItsPosition() {
    String topic = service.topic();
    String before = service.publish(topic, "1");
    String unretained = publishUnretained(topic, "2");
    String after = service.publish(topic, "3");
    assertThat(List.of(Ids.position(unretained), Ids.position(after)))
        .containsExactly(Ids.position(before) + 1, Ids.position(before) + 2);
  }

  @Test
  void unretained_isPassedOnResumeWithoutGap() {
    String topic = service.topic();
    String before = service.publish(topic, "1");
    publishUnretained(topic, "2");
    service.publish(topic, "3");
    try (Subscriber stream =
        service.get(Service.events(topic)).header("Last-Event-ID", before).open()) {
      assertThat(stream.nextText()).isEqualTo("3");
    }
    try (Subscriber stream = service.get(Service.events(topic) + "?last=2").open()) {
      assertThat(stream.nextText()).isEqualTo("1");
      assertThat(stream.nextText()).isEqualTo("3");
    }
  }

  @Test
  void retainTrue_isTheDefault() {
    String topic = service.topic();
    service.post(Service.events(topic) + "?retain=true").key().json("1").send().is(201);
    assertThat(service.history(topic, "").data()).containsExactly("1");
  }

  @Test
  void unretainedBatch_isNotInHistory() {
    String topic = service.topic();
    try (Subscriber stream = service.subscribe(topic)) {
      service
          .post("/events?retain=false")
          .key()
          .json("{\"topics\":[\"" + topic + "\"],\"data\":1}")
          .send()
          .is(201);
      assertThat(stream.nextText()).isEqualTo("1");
      assertThat(service.history(topic, "").events()).isEmpty();
    }
  }
}
