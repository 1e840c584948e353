package dev.belfry.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.access.ReadPermit;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.fanout.Jitter;
import dev.belfry.fanout.ScriptedStream;
import dev.belfry.fanout.SteppedFanOut;
import dev.belfry.log.LogFixture;
import dev.belfry.store.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream knows whose it is, and until when. */
final class StreamsTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final LogFixture fixture = new LogFixture(10);
  private final SteppedFanOut stepped = new SteppedFanOut(fixture);
  private final SteppedStore store = new SteppedStore(EventIds::read);
  private final Tailer tailer = new Tailer(fixture.log, () -> NOW, Duration.ofHours(1));
  private final Streams streams =
      new Streams(
          new Feed(store, tailer, fixture.log),
          fixture.log,
          stepped.fanOut(),
          new StreamLimits(3, 100),
          new Jitter(new Random(1)),
          () -> NOW,
          new Refusals());

  @AfterEach
  void close() {
    tailer.close();
  }

  @Test
  void aSubjectThatIsRevoked_losesAllItsStreams_andNobodyElseHis() {
    ScriptedStream first = open(admit("ann", Instant.MAX));
    ScriptedStream second = open(admit("ann", Instant.MAX));
    ScriptedStream other = open(admit("bob", Instant.MAX));
    stepped.step();

    assertThat(streams.revoke("ann")).isEqualTo(2);
    fixture.publish("a");
    stepped.step();

    for (ScriptedStream revoked : Set.of(first, second)) {
      assertThat(revoked.text()).contains("{\"reason\":\"revoked\"}");
      assertThat(revoked.positions()).isEmpty();
      assertThat(revoked.ended).isTrue();
    }
    assertThat(other.positions()).containsExactly(1L);
    assertThat(streams.size()).isEqualTo(1);
    assertThat(streams.revoke("ann")).isZero();
  }

  /** It was admitted before, and comes to its stream behind the revocation. */
  @Test
  void aSeatThatIsRevoked_endsItsStreamAsSoonAsItIsOpen() {
    Seat seat = admit("ann", Instant.MAX);
    assertThat(streams.revoke("ann")).isEqualTo(1);

    ScriptedStream stream = open(seat);
    fixture.publish("a");
    stepped.step();

    assertThat(stream.text()).contains("{\"reason\":\"revoked\"}");
    assertThat(stream.positions()).isEmpty();
    assertThat(streams.size()).isZero();
  }

  @Test
  void aCallerWhoseTimeIsOver_isToldSo() {
    ScriptedStream brief = open(admit("ann", NOW.plusSeconds(60)));
    ScriptedStream lasting = open(admit("ann", Instant.MAX));
    stepped.step();

    stepped.pass(Duration.ofSeconds(61));

    assertThat(brief.text()).contains("{\"reason\":\"expired\"}");
    assertThat(brief.ended).isTrue();
    assertThat(lasting.ended).isFalse();
    assertThat(streams.size()).isEqualTo(1);
  }

  @Test
  void aStreamThatHasEnded_isForgotten() {
    Seat unused = admit("ann", Instant.MAX);
    unused.release();
    assertThat(streams.revoke("ann")).isZero();
    assertThat(streams.size()).isZero();
  }

  private Seat admit(String subject, Instant until) {
    ReadPermit permit = Permits.toRead(new TopicName("a"), subject, until);
    SubscribeRequest request = new SubscribeRequest(permit, new Start.Live(), false, true, false);
    if (streams.subscribe(request) instanceof Admission.Admitted(Seat seat)) {
      return seat;
    }
    throw new AssertionError("not admitted");
  }

  private static ScriptedStream open(Seat seat) {
    ScriptedStream stream = new ScriptedStream();
    seat.open(stream);
    return stream;
  }
}
