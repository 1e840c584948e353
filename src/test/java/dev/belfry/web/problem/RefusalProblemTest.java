package dev.belfry.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.store.Refusal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How each refusal is told to a client. */
final class RefusalProblemTest {

  private static final Duration SOON = Duration.ofMillis(1_001);

  /** Each, and its problem: the status, the kind, and when to try again. */
  private static final Map<Refusal, String> ALL = all();

  private static Map<Refusal, String> all() {
    Map<Refusal, String> all = new LinkedHashMap<>();
    all.put(new Refusal.EventTooLarge(1, 3, 2), "413 event-too-large {}");
    all.put(new Refusal.RequestTooLarge(2), "413 batch-too-large {}");
    all.put(new Refusal.TooManyTopics(2, SOON), "429 too-many-topics {Retry-After=2}");
    all.put(new Refusal.KeyReused(), "422 idempotency-key-reused {}");
    all.put(new Refusal.KeyInUse(SOON), "409 idempotency-key-in-use {Retry-After=2}");
    all.put(new Refusal.TooManyKeys(2, SOON), "429 too-many-idempotency-keys {Retry-After=2}");
    all.put(new Refusal.Full(), "507 store-full {}");
    all.put(new Refusal.Unavailable(SOON), "503 unavailable {Retry-After=2}");
    all.put(new Refusal.Unknown(), "504 outcome-unknown {}");
    return all;
  }

  @Test
  void everyRefusal_hasItsProblem() {
    ALL.forEach((refusal, told) -> {
      Problem problem = RefusalProblem.of(refusal).problem();
      assertThat(problem.type().status() + " " + problem.type().id() + " " + problem.headers())
          .isEqualTo(told);
    });
    List<Class<?>> kinds = Arrays.asList(Refusal.class.getPermittedSubclasses());
    assertThat(ALL.keySet()).extracting(Object::getClass).hasSameElementsAs(kinds);
  }

  @Test
  void ofSeveralEvents_theOneThatIsTooLargeIsNamed() {
    assertThat(
            RefusalProblem.of(new Refusal.EventTooLarge(1, 3, 2), index -> "no. " + index + ": "))
        .hasMessageStartingWith("no. 1: 3 bytes of data, where 2 are the most");
  }

  @Test
  void aTryIsNeverPutOffForLessThanASecond() {
    assertThat(RefusalProblem.of(new Refusal.Unavailable(Duration.ZERO)).problem().headers())
        .containsEntry("Retry-After", "1");
  }
}
