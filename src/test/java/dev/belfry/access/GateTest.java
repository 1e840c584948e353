package dev.belfry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.belfry.event.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GateTest {

  private static final TopicName A = new TopicName("a");
  private static final TopicName B = new TopicName("b");

  @Test
  void whoMayReadAllOfThem_getsAPermitForThese() {
    Caller reader = caller(null, "user.42");
    if (Gate.read(reader, Set.of(A)) instanceof Decision.Granted<ReadPermit>(ReadPermit permit)) {
      assertThat(permit.topic()).isEqualTo(A);
      assertThat(permit.caller()).isSameAs(reader);
    } else {
      throw new AssertionError("not granted");
    }
  }

  @Test
  void whoMayReadSomeOfThem_isToldTheFirstThatHeMayNot() {
    assertThat(Gate.read(caller(null, "user.42"), Set.of(A, B)))
        .isEqualTo(new Decision.Forbidden<ReadPermit>(B));
    assertThat(Gate.read(caller("back end", null), Set.of(B)))
        .isEqualTo(new Decision.Forbidden<ReadPermit>(B));
  }

  @Test
  void whoIsNotKnown_isAskedWhoHeIs() {
    assertThat(Gate.read(caller(null, null), Set.of(B)))
        .isEqualTo(new Decision.Unauthorized<ReadPermit>());
    assertThat(Gate.publish(caller(null, "user.42"), Set.of(A)))
        .isEqualTo(new Decision.Unauthorized<PublishPermit>());
    assertThat(Gate.publish(Caller.anyone(""), Set.of()))
        .isEqualTo(new Decision.Unauthorized<PublishPermit>());
  }

  @Test
  void aPublisher_mayPublishOnHisTopicsAlone() {
    assertThat(Gate.publish(caller("back end", null), Set.of(A, B)))
        .isEqualTo(new Decision.Forbidden<PublishPermit>(B));
    if (Gate.publish(caller("back end", null), Set.of(A))
        instanceof Decision.Granted<PublishPermit>(PublishPermit permit)) {
      assertThat(permit.publisher()).isEqualTo("back end");
      permit.requireFor(List.of(A, A));
      assertThatIllegalArgumentException().isThrownBy(() -> permit.requireFor(List.of(A, B)));
    } else {
      throw new AssertionError("not granted");
    }
  }

  private static Caller caller(@Nullable String publisher, @Nullable String subject) {
    return new Caller(publisher, subject, "192.0.2.1", Instant.MAX, A::equals, A::equals);
  }
}
