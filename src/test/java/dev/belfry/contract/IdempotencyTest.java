package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is sent again with its key, to either store. */
@ParameterizedClass
@ValueSource(strings = {"memory", "file"})
final class IdempotencyTest {

  private static final int RACERS = 8;

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // started before any test
  private static Service service;

  IdempotencyTest(String store) {
    // the same service for all tests of a store
  }

  @BeforeParameterizedClassInvocation
  static void start(String store) {
    service = Service.startWithStore(store, directory);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    service.close();
  }

  private static Call post(String topic, String key) {
    return service.post(Service.events(topic)).key().header("Idempotency-Key", key);
  }

  @Test
  void again_isTheSameAnswer() {
    String topic = service.topic();
    Answer first = post(topic, "k1").json("{ \"a\": 1 }").send().is(201);
    assertThat(first.list("Idempotency-Replayed")).isEmpty();
    Answer again = post(topic, "k1").json("{\"a\":1}").send().is(201);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(service.history(topic, "").ids()).containsExactly(first.id());
  }

  @Test
  void anotherRequest_isRefused() {
    String topic = service.topic();
    post(topic, "k2").json("1").send().is(201);
    post(topic, "k2").json("2").send().isProblem(422, "idempotency-key-reused");
    post(topic, "k2").text("1").send().isProblem(422, "idempotency-key-reused");
    post(service.topic(), "k2").json("1").send().isProblem(422, "idempotency-key-reused");
    service
        .post(Service.events(topic) + "?type=t")
        .key()
        .header("Idempotency-Key", "k2")
        .json("1")
        .send()
        .isProblem(422, "idempotency-key-reused");
    assertThat(service.history(topic, "").data()).containsExactly("1");
  }

  @Test
  void refused_isNotRemembered() {
    String topic = service.topic();
    post(topic, "k3").json("{").send().isProblem(400, "malformed-json");
    post(topic, "k3").json("{}").send().is(201);
  }

  @Test
  void batch_isAcceptedOnce() {
    String topic = service.topic();
    String body =
        "[{\"topics\":[\"%s\"],\"data\":1},{\"topics\":[\"%s\"],\"text\":\"2\"}]"
            .formatted(topic, topic);
    Answer first =
        service.post("/events").key().header("Idempotency-Key", "k4").json(body).send().is(201);
    Answer again =
        service.post("/events").key().header("Idempotency-Key", "k4").json(body).send().is(201);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(service.history(topic, "").ids()).hasSize(2);
  }

  @Test
  void race_isAcceptedOnce() throws Exception {
    String topic = service.topic();
    try (ExecutorService racers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        String key = "race-" + round;
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
          answers.add(
              racers.submit(() -> {
                go.await();
                return post(topic, key).json("\"x\"").send().is(201);
              }));
        }
        go.countDown();
        List<Answer> all = new ArrayList<>();
        for (Future<Answer> answer : answers) {
          all.add(answer.get(30, TimeUnit.SECONDS));
        }
        Set<String> ids = all.stream().map(Answer::id).collect(Collectors.toSet());
        assertThat(ids).hasSize(1);
        assertThat(all.stream().filter(a -> a.list("Idempotency-Replayed").isEmpty())).hasSize(1);
      }
    }
    assertThat(service.history(topic, "").ids()).hasSize(20);
  }
}
