package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ids;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** An event that is deleted, of either store. */
@ParameterizedClass
@ValueSource(strings = {"memory", "file"})
final class DeletionTest {

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // started before any test
  private static Service service;

  DeletionTest(String store) {
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

  private static Call delete(String topic, String id) {
    return service.call("DELETE", Service.events(topic) + "/" + id);
  }

  @Test
  void deleted_isGoneForGood() {
    String topic = service.topic();
    String one = service.publish(topic, "1");
    String two = service.publish(topic, "2");
    String three = service.publish(topic, "3");
    Answer answer = delete(topic, two).key().send().is(204);
    assertThat(answer.body()).isEmpty();
    service.get(Service.events(topic) + "/" + two).send().isProblem(410, "deleted");
    delete(topic, two).key().send().isProblem(410, "deleted");
    Answer page = service.history(topic, "");
    assertThat(page.ids()).containsExactly(one, three);
    assertThat(page.gap()).isFalse();
    Answer after = service.history(topic, "?after=" + two);
    assertThat(after.ids()).containsExactly(three);
    assertThat(after.gap()).isFalse();
    assertThat(service.get("/topics/" + topic).send().is(200).json().path("retained").asInt())
        .isEqualTo(2);
  }

  @Test
  void thoseBehind_passItWithoutAGap() {
    String topic = service.topic();
    List<String> ids =
        List.of(
            service.publish(topic, "1"), service.publish(topic, "2"), service.publish(topic, "3"));
    delete(topic, ids.get(1)).key().send().is(204);
    try (Subscriber subscriber =
        service.get(Service.events(topic)).header("Last-Event-ID", ids.get(0)).open()) {
      assertThat(subscriber.nextEvent().id()).isEqualTo(ids.get(2));
    }
    try (Subscriber subscriber = service.get(Service.events(topic) + "?last=2").open()) {
      assertThat(subscriber.nextEvent().id()).isEqualTo(ids.get(0));
      assertThat(subscriber.nextEvent().id()).isEqualTo(ids.get(2));
    }
  }

  @Test
  void theLastEventOfATopic_leavesAnEmptyOne() {
    String topic = service.topic();
    String id = service.publish(topic, "1");
    delete(topic, id).key().send().is(204);
    assertThat(service.history(topic, "").ids()).isEmpty();
    assertThat(service.get("/topics/" + topic).send().is(200).json().path("lastEventId").isNull())
        .isTrue();
    String next = service.publish(topic, "2");
    assertThat(service.history(topic, "").ids()).containsExactly(next);
  }

  @Test
  void refusals() {
    String topic = service.topic();
    String id = service.publish(topic, "1");
    delete(topic, id).send().isProblem(401, "unauthorized");
    delete(service.topic(), id).key().send().isProblem(404, "not-found");
    delete(topic, "foreign-1").key().send().isProblem(404, "not-found");
    delete(topic, Ids.epoch(id) + "-999999").key().send().isProblem(404, "not-found");
    delete(topic, "nonsense").key().send().isProblem(404, "not-found");
    delete("-", id).key().send().isProblem(400, "bad-topic");
    assertThat(service.history(topic, "").ids()).containsExactly(id);
  }
}
