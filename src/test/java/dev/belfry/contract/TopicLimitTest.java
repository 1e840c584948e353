package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The number of topics that hold events is bounded. */
final class TopicLimitTest {

  @Test
  void oneTopicMore_isRefusedUntilLater() {
    try (Service service = Service.start("--belfry.limits.topics=3")) {
      service.publish("a", "1");
      service.publish("b", "1");
      service.publish("c", "1");

      service
          .post("/topics/d/events")
          .key()
          .json("1")
          .send()
          .isProblem(429, "too-many-topics")
          .asksToRetry();
      service
          .post("/events")
          .key()
          .json("{\"topics\":[\"a\",\"d\"],\"data\":2}")
          .send()
          .isProblem(429, "too-many-topics")
          .asksToRetry();

      assertThat(service.history("a", "").data()).containsExactly("1");
      assertThat(service.history("d", "").events()).isEmpty();
      service.publish("a", "3");
      service.publishBatch("{\"topics\":[\"a\",\"b\",\"c\"],\"data\":4}");
      service.get("/topics/d").send().is(200);
      service.subscribe("d").close();
    }
  }

  /** What was accepted is answered as it was, though no topic more is accepted by now. */
  @Test
  void aRetry_isAnsweredAsBefore() {
    try (Service service = Service.start("--belfry.limits.topics=1")) {
      Answer first = once(service, "a", "1").is(201);
      service.call("DELETE", Service.location("/topics/a/events", first)).key().send().is(204);
      service.publish("b", "1");

      Answer again = once(service, "a", "1").is(201);
      assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(again.json()).isEqualTo(first.json());
      once(service, "a", "2").isProblem(422, "idempotency-key-reused");
      service.post("/topics/a/events").key().json("1").send().isProblem(429, "too-many-topics");
    }
  }

  private static Answer once(Service service, String topic, String data) {
    return service
        .post("/topics/" + topic + "/events")
        .key()
        .header("Idempotency-Key", "once")
        .json(data)
        .send();
  }

  @Test
  void readers_doNotUseUpTopics() {
    try (Service service = Service.start("--belfry.limits.topics=1")) {
      for (int i = 0; i < 5; i++) {
        service.history("read-" + i, "");
        service.get("/topics/looked-at-" + i).send().is(200);
        service.subscribe("subscribed-" + i).close();
      }
      service.publish("written", "1");
    }
  }
}
