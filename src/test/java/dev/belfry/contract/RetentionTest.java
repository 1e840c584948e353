package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Five events per topic are kept: exactly these, and nobody is told less than the truth about the
 * others.
 */
final class RetentionTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start("--belfry.retention.events=5");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static List<String> fill(String topic, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(service.publish(topic, Integer.toString(i)));
    }
    return ids;
  }

  @Test
  void history_isTheNewestFive() {
    String topic = service.topic();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add(service.publish(topic, Integer.toString(i)));
      Answer page = service.history(topic, "");
      assertThat(page.ids()).isEqualTo(ids.subList(Math.max(0, ids.size() - 5), ids.size()));
      assertThat(page.gap()).isFalse();
    }
  }

  @Test
  void cursorJustBeforeTheOldest_isHonoured() {
    String topic = service.topic();
    List<String> ids = fill(topic, 8);
    Answer page = service.history(topic, "?after=" + ids.get(2));
    assertThat(page.gap()).isFalse();
    assertThat(page.ids()).isEqualTo(ids.subList(3, 8));
  }

  @Test
  void cursorWithAnExpiredEventBeyondIt_isAGap() {
    String topic = service.topic();
    List<String> ids = fill(topic, 8);
    Answer page = service.history(topic, "?after=" + ids.get(1));
    assertThat(page.gap()).isTrue();
    assertThat(page.ids()).isEqualTo(ids.subList(3, 8));
    assertThat(page.next()).isEqualTo(ids.get(7));
  }

  @Test
  void otherTopics_areNotTouched() {
    String quiet = service.topic();
    String busy = service.topic();
    String only = service.publish(quiet, "1");
    fill(busy, 8);

    assertThat(service.history(quiet, "").ids()).containsExactly(only);
    Answer alone = service.history(quiet, "?after=" + only);
    assertThat(alone.gap()).isFalse();
    assertThat(alone.events()).isEmpty();
    Answer both =
        service
            .get("/events?topic=%s&topic=%s&after=%s".formatted(quiet, busy, only))
            .send()
            .is(200);
    assertThat(both.gap()).isTrue();
    // on from there, not from the oldest of all: who pages over a gap must come to an end
    assertThat(both.events()).hasSize(5);
    assertThat(both.ids()).doesNotContain(only);
  }

  @Test
  void oneEvent_isThereExactlyWhileRetained() {
    String topic = service.topic();
    List<String> ids = fill(topic, 8);
    for (int i = 0; i < 8; i++) {
      Answer answer = service.get(Service.events(topic) + "/" + ids.get(i)).send();
      if (i < 3) {
        answer.isProblem(404, "not-found");
      } else {
        assertThat(answer.is(200).id()).isEqualTo(ids.get(i));
      }
    }
  }

  @Test
  void topic_describesWhatIsRetained() {
    String topic = service.topic();
    List<String> ids = fill(topic, 8);
    JsonNode description = service.get("/topics/" + topic).send().is(200).json();
    assertThat(description.path("oldestEventId").asString()).isEqualTo(ids.get(3));
    assertThat(description.path("lastEventId").asString()).isEqualTo(ids.get(7));
    assertThat(description.path("retained").asInt()).isEqualTo(5);
  }

  @Test
  void unretainedEvents_takeNoPlace() {
    String topic = service.topic();
    List<String> ids = fill(topic, 5);
    for (int i = 0; i < 7; i++) {
      service.post(Service.events(topic) + "?retain=false").key().json("0").send().is(201);
    }
    assertThat(service.history(topic, "").ids()).isEqualTo(ids);
    assertThat(service.history(topic, "?after=" + ids.getFirst()).gap()).isFalse();
  }

  @Test
  void batchLargerThanRetention_leavesItsNewest() {
    String topic = service.topic();
    String post = "{\"topics\":[\"" + topic + "\"],\"data\":1}";
    List<String> ids =
        service.publishBatch("[" + String.join(",", Collections.nCopies(9, post)) + "]");
    assertThat(service.history(topic, "").ids()).isEqualTo(ids.subList(4, 9));
  }

  @Test
  void last_isCappedByRetention() {
    String topic = service.topic();
    fill(topic, 8);
    try (Subscriber stream = service.get(Service.events(topic) + "?last=100").open()) {
      for (int i = 3; i < 8; i++) {
        assertThat(stream.nextText()).isEqualTo(Integer.toString(i));
      }
    }
  }

  @Test
  void resumeBeforeTheOldest_isToldOnceAndGetsTheRest() {
    String topic = service.topic();
    List<String> ids = fill(topic, 8);
    try (Subscriber stream =
        service.get(Service.events(topic)).header("Last-Event-ID", ids.get(1)).open()) {
      Subscriber.Block gap = stream.nextEvent();
      assertThat(gap.event()).isEqualTo("stream.gap");
      JsonNode description = Answer.parse(gap.text());
      assertThat(description.path("reason").asString()).isEqualTo("expired");
      assertThat(description.path("requested").asString()).isEqualTo(ids.get(1));
      assertThat(description.path("resumedAt").asString()).isEqualTo(gap.id()).isNotNull();
      assertThat(Ids.position(description.path("resumedAt").asString()))
          .isLessThan(Ids.position(ids.get(3)));
      for (int i = 3; i < 8; i++) {
        assertThat(stream.nextText()).isEqualTo(Integer.toString(i));
      }
    }
  }

  @Test
  void resumeJustBeforeTheOldest_isNotAGap() {
    String topic = service.topic();
    List<String> ids = fill(topic, 8);
    try (Subscriber stream =
        service.get(Service.events(topic)).header("Last-Event-ID", ids.get(2)).open()) {
      assertThat(stream.nextText()).isEqualTo("3");
    }
  }
}
