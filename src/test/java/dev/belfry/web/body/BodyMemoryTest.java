package dev.belfry.web.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** All bodies together are bounded. */
final class BodyMemoryTest {

  private final BodyMemory memory = new BodyMemory(100);

  @Test
  void whatIsGivenBack_canBeTakenAgain() {
    try (BodyMemory.Place one = memory.place()) {
      one.take(60);
      try (BodyMemory.Place other = memory.place()) {
        other.take(40);
        assertThatThrownBy(() -> other.take(1))
            .isInstanceOfSatisfying(
                ProblemException.class,
                refusal -> {
                  assertThat(refusal.problem().type()).isEqualTo(ProblemType.UNAVAILABLE);
                  assertThat(refusal.problem().headers()).containsEntry("Retry-After", "1");
                });
      }
      one.take(40);
    }
    memory.place().take(100);
  }
}
