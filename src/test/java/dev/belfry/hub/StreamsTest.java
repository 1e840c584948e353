package dev.belfry.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream knows whose it is, and until when. */
final class StreamsTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final LogFixture fixture = new LogFixture(10);
  private final SteppedFanOut stepped = new SteppedFanOut(fixture);
  private final SteppedStore store = new SteppedStore(EventIds::read);
  private final Tailer tailer = new Tailer(fixture.log, () -> NOW, Duration.ofHours(1));
  private final Streams streams = streams(new ConcurrentHashMap<>());

  private Streams streams(ConcurrentHashMap<String, Set<Seat>> bySubject) {
    return new Streams(
        new Feed(store, tailer, fixture.log),
        fixture.log,
        stepped.fanOut(),
        new StreamLimits(3, 100),
        new Jitter(new Random(1)),
        () -> NOW,
        new Refusals(),
        new Subjects(bySubject));
  }

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

  /** A map that there is no memory for. */
  private static final class FullMap extends ConcurrentHashMap<String, Set<Seat>> {

    private static final long serialVersionUID = 1L;

    @Override
    public Set<Seat> compute(
        String key, BiFunction<? super String, ? super Set<Seat>, ? extends Set<Seat>> remapping) {
      throw new OutOfMemoryError("on purpose");
    }
  }

  /** Nobody has the seat, so nobody but who admits it can let go of what the log keeps for it. */
  @Test
  void aSeatThatCannotBeNotedForItsSubject_leavesNothingBehind() {
    Streams full = streams(new FullMap());
    assertThatThrownBy(() -> admit(full, "ann", Instant.MAX)).isInstanceOf(OutOfMemoryError.class);
    assertThat(full.size()).isZero();
    assertThat(full.subscriptions()).isZero();
    assertThat(fixture.log.topics()).isEmpty();
  }

  // --- a drain, and streams that were admitted before it

  /**
   * A stream is admitted, the drain begins and finds no subscription, and the stream is opened: the
   * drain must still be there, or the worker may be gone that would tell it.
   */
  @Test
  void aStreamThatIsOpenedDuringTheDrain_isToldBeforeTheDrainIsOver() {
    Seat seat = admit("ann", Instant.MAX);
    ScriptedStream stream = new ScriptedStream();
    whileTheDrainWaits(() -> {
      seat.open(stream);
      stepped.step();
    });
    assertThat(streams.drain()).isTrue();
    assertThat(stream.text()).contains("{\"reason\":\"shutdown\"}");
    assertThat(stream.ended).isTrue();
    assertThat(streams.size()).isZero();
  }

  @Test
  void aSeatThatIsGivenBackDuringTheDrain_isNotWaitedForAnyLonger() {
    Seat seat = admit("ann", Instant.MAX);
    whileTheDrainWaits(seat::release);
    assertThat(streams.drain()).isTrue();
  }

  @Test
  void aSeatThatIsStillHeldWhenTheDrainWindowIsOver_isNotTakenForEnded() {
    admit("ann", Instant.MAX);
    whileTheDrainWaits(() -> stepped.hang(Duration.ofSeconds(10)));
    assertThat(streams.drain()).isFalse();
    assertThat(streams.size()).isEqualTo(1);
  }

  /** It looks at the clock as it begins, and then each time before it waits. */
  private void whileTheDrainWaits(Runnable happens) {
    stepped.atNextLook(() -> stepped.atNextLook(happens));
  }

  private Seat admit(String subject, Instant until) {
    return admit(streams, subject, until);
  }

  private static Seat admit(Streams to, String subject, Instant until) {
    ReadPermit permit = Permits.toRead(new TopicName("a"), subject, until);
    SubscribeRequest request = new SubscribeRequest(permit, new Start.Live(), false, true, false);
    if (to.subscribe(request) instanceof Admission.Admitted(Seat seat)) {
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
