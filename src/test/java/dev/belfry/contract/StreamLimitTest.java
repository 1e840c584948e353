package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Eventually;
import org.junit.jupiter.api.Test;

/** A full service sends browsers away in a way that lets them come back. */
final class StreamLimitTest {

  @Test
  void oneStreamMore_isToldToComeBack() {
    try (Service service = Service.start("--belfry.limits.streams=2");
        Subscriber first = service.subscribe("a")) {
      assertThat(first.first().id()).isNotNull();
      try (Subscriber second = service.subscribe("a")) {
        assertThat(second.first().id()).isNotNull();
        try (Subscriber third = service.subscribe("a")) {
          expectOverloaded(third);
        }
        service.publish("a", "1");
        assertThat(first.nextText()).isEqualTo("1");
        assertThat(second.nextText()).isEqualTo("1");
      }
      Eventually.await(
          "a place is free",
          () -> {
            service.publish("a", "2");
            try (Subscriber next = service.subscribe("a")) {
              return next.first().id() != null;
            }
          });
    }
  }

  @Test
  void oneTopicMoreThanAllStreamsMayHave_isToldToComeBack() {
    try (Service service =
        Service.start("--belfry.limits.subscriptions=4", "--belfry.limits.topics-per-stream=3")) {
      try (Subscriber two = streamOf(service, "a", "b");
          Subscriber one = streamOf(service, "a")) {
        assertThat(two.first().id()).isNotNull();
        assertThat(one.first().id()).isNotNull();
        try (Subscriber refused = streamOf(service, "c", "d")) {
          expectOverloaded(refused);
        }
        try (Subscriber last = streamOf(service, "c")) {
          assertThat(last.first().id()).isNotNull();
        }
      }
      Eventually.await(
          "their places are free",
          () -> {
            service.publishBatch("{\"topics\":[\"a\",\"b\",\"c\"],\"data\":1}");
            try (Subscriber three = streamOf(service, "a", "b", "c")) {
              return three.first().id() != null;
            }
          });
    }
  }

  private static Subscriber streamOf(Service service, String... topics) {
    return service.get("/events?topic=" + String.join("&topic=", topics)).open();
  }

  /** Wherever {@code retry} stands, it comes before the end, and no id does. */
  private static void expectOverloaded(Subscriber stream) {
    Subscriber.Block block = stream.first();
    String retry = block.retry();
    if (block.data().isEmpty()) {
      assertThat(block.id()).isNull();
      block = stream.next();
      retry = retry == null ? block.retry() : retry;
    }
    assertThat(Integer.parseInt(String.valueOf(retry))).isBetween(5_000, 15_000);
    assertThat(block.event()).isEqualTo("stream.close");
    assertThat(block.id()).isNull();
    assertThat(Answer.parse(block.text()).path("reason").asString()).isEqualTo("overloaded");
    stream.expectEnd();
  }
}
