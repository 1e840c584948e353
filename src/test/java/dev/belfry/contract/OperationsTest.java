package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Eventually;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What orchestrators and operators look at. */
final class OperationsTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start("--belfry.streams.heartbeat=1s");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** A meter's total; nothing has been counted where there is no meter yet. */
  private static double metric(String name) {
    Answer answer = service.management("/actuator/metrics/" + name).send();
    return answer.status() == 404
        ? 0
        : answer.is(200).json().path("measurements").path(0).path("value").asDouble();
  }

  private static void awaitMetric(String name, double expected) {
    Eventually.await(name + " to become " + expected, () -> metric(name) == expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz"})
  void probe_isUp(String path) {
    assertThat(service.get(path).send().is(200).body()).contains("UP");
    service.head(path).send().is(200);
  }

  @Test
  void actuator_isOnItsOwnPortOnly() {
    service.management("/actuator/health").send().is(200);
    service.management("/actuator/metrics").send().is(200);
    service.get("/actuator/health").send().isProblem(404, "not-found");
    service.management("/topics/a").send().is(404);
  }

  @Test
  void streams_countsOpenStreams() {
    String topic = service.topic();
    awaitMetric("belfry.streams", 0);
    try (Subscriber first = service.subscribe(topic);
        Subscriber second = service.subscribe(topic)) {
      assertThat(List.of(first, second)).hasSize(2);
      awaitMetric("belfry.streams", 2);
    }
    Eventually.await(
        "both have left",
        () -> {
          service.publish(topic, "1");
          return metric("belfry.streams") == 0;
        });
  }

  @Test
  void publishedAndDelivered_countEventsAndCopies() {
    String topic = service.topic();
    try (Subscriber first = service.subscribe(topic);
        Subscriber second = service.subscribe(topic)) {
      double published = metric("belfry.events.published");
      double delivered = metric("belfry.events.delivered");
      service.publish(topic, "1");
      service.publishBatch(
          "{\"topics\":[\"" + topic + "\",\"" + service.topic() + "\"],\"data\":2}");
      first.nextEvents(2);
      second.nextEvents(2);
      awaitMetric("belfry.events.published", published + 3);
      awaitMetric("belfry.events.delivered", delivered + 4);
    }
  }

  @Test
  void gaps_countsThoseTold() {
    double gaps = metric("belfry.gaps");
    try (Subscriber stream =
        service.get(Service.events(service.topic()) + "?lastEventId=foreign-1").open()) {
      assertThat(stream.nextEvent().event()).isEqualTo("stream.gap");
      awaitMetric("belfry.gaps", gaps + 1);
    }
  }

  @Test
  void refused_countsRefusals() {
    double refused = metric("belfry.refused");
    service.post(Service.events(service.topic())).key().json("{").send().is(400);
    service.post(Service.events(service.topic())).json("1").send().is(401);
    Eventually.await("two more refused", () -> metric("belfry.refused") >= refused + 2);
  }

  @Test
  void meters_areListed() {
    service.post(Service.events(service.topic())).json("1").send().is(401);
    try (Subscriber stream =
        service.get(Service.events(service.topic()) + "?lastEventId=foreign-1").open()) {
      assertThat(stream.nextEvent().event()).isEqualTo("stream.gap");
      service.publish(service.topic(), "1");
      assertThat(service.management("/actuator/metrics").send().is(200).body())
          .contains(
              "\"belfry.streams\"",
              "\"belfry.events.published\"",
              "\"belfry.events.delivered\"",
              "\"belfry.gaps\"",
              "\"belfry.refused\"");
    }
  }
}
