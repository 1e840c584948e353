package dev.belfry.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.GapReason;
import dev.belfry.log.LogFixture;
import dev.belfry.log.Opening;
import dev.belfry.sse.CloseReason;
import dev.belfry.sse.FrameEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Steps a worker through its duty cycles, without its thread. */
final class WorkerTest {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration STALL = Duration.ofMinutes(5);
  private static final Duration LIFETIME = Duration.ofMinutes(30);

  private final LogFixture fixture = new LogFixture(1000);
  private final FrameEncoder encoder = new FrameEncoder(1 << 21);
  private final Counts counts = new Counts();
  private final List<String> ended = new ArrayList<>();
  private long now = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos(); // the clock wraps around

  /** How far the clock goes on with each look at it. */
  private long pace;

  private final Worker worker = worker(fixture);

  private Worker worker(LogFixture of) {
    return new Worker(
        of.log,
        encoder,
        new StreamSettings(HEARTBEAT, STALL, LIFETIME, Duration.ofSeconds(10)),
        new Jitter(new Random(1)),
        () -> now += pace,
        counts);
  }

  /** Until when the readers that are subscribed from here on may read. */
  private long validUntil = Subscription.NEVER;

  private Subscription subscribe(EventStream stream, Start start, String... topics) {
    return subscribe(worker, fixture, stream, start, topics);
  }

  private Subscription subscribe(
      Worker of, LogFixture log, EventStream stream, Start start, String... topics) {
    return subscribe(of, log, stream, start, StreamForm.PLAIN, topics);
  }

  private Subscription subscribe(
      Worker of,
      LogFixture log,
      EventStream stream,
      Start start,
      StreamForm form,
      String... topics) {
    of.size().incrementAndGet();
    List<TopicName> names = Arrays.stream(topics).map(TopicName::new).toList();
    Subscription subscription =
        new Subscription(
            of,
            stream,
            Opening.of(log.log, names, start),
            form,
            validUntil,
            () -> ended.add(topics[0]));
    subscription.raise(Subscription.OPEN);
    return subscription;
  }

  private void step() {
    step(worker);
  }

  /** Runs duty cycles until there is nothing to do. */
  private static void step(Worker of) {
    for (int cycles = 0; of.work() > 0; cycles++) {
      assertThat(cycles).as("cycles").isLessThan(100_000);
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
    step();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void aNewSubscription_isToldWhereItStarts_atOnce() {
    fixture.publish("a", "a");
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.Live(), "a");
    step();
    assertThat(stream.text()).matches("retry: [2-5]\\d{3}\nid: e-2\n\n");
  }

  @Test
  void liveEvents_replay_andCatchingUp_areOneOrder() {
    fixture.publish("a", "b", "a");
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.After("e-1"), "a", "b");
    fixture.publish("b");
    step();
    fixture.publish("a", "c", "b");
    step();
    assertThat(stream.positions()).containsExactly(2L, 3L, 4L, 5L, 7L);
  }

  @Test
  void chunks_areFramedWhole() {
    ScriptedStream stream = new ScriptedStream(true);
    subscribe(stream, new Start.Live(), "a");
    step();
    fixture.publish("a");
    step();
    assertThat(stream.text()).endsWith("11\r\nid: e-1\ndata: 1\n\n\r\n");
  }

  @Test
  void aFullStream_isNotVisitedUntilItIsWritable_andTearsNothing() {
    ScriptedStream stream = new ScriptedStream();
    Subscription subscription = subscribe(stream, new Start.Live(), "a");
    step();
    for (int room = 0; room < 40; room++) {
      stream.room = room;
      fixture.publish("a", "a");
      step();
      int writes = stream.writes;
      fixture.publish("a");
      step();
      assertThat(stream.writes).as("visits while full").isEqualTo(writes);
      assertThat(stream.awaited).isTrue();
      stream.room = Long.MAX_VALUE;
      stream.awaited = false;
      subscription.writable();
      step();
    }
    assertThat(stream.positions()).isEqualTo(range(1, 120));
    assertThat(counts.delivered()).isEqualTo(120);
  }

  @Test
  void aTornFrame_isFinished_evenIfItsBytesWereGivenUpMeanwhile() {
    ScriptedStream stream = new ScriptedStream(true);
    Subscription subscription = subscribe(stream, new Start.Live(), "a");
    step();
    stream.room = 10;
    fixture.publish("a");
    step();
    ScriptedStream other = new ScriptedStream(true);
    subscribe(other, new Start.Live(), "big");
    step();
    String big = "\"" + "x".repeat(1000) + "\"";
    for (int i = 0; i < 5_000; i++) {
      fixture.log.append(
          List.of(LogFixture.event(fixture.log.head().number() + 1, "big", big, true, fixture.now)),
          fixture.now);
      step();
    }
    stream.room = Long.MAX_VALUE;
    subscription.writable();
    step();
    assertThat(stream.text()).endsWith("11\r\nid: e-1\ndata: 1\n\n\r\n");
  }

  @Test
  void aReaderThatTheLogOvertakes_isToldOnce_andGetsAllThatIsStillThere() {
    LogFixture small = new LogFixture(10);
    Worker own = worker(small);
    ScriptedStream stream = new ScriptedStream();
    Subscription subscription = subscribe(own, small, stream, new Start.Live(), "a");
    step(own);
    stream.room = 5;
    small.publish("a");
    step(own);
    for (int i = 0; i < 99; i++) {
      small.publish("a");
      step(own);
    }
    stream.room = Long.MAX_VALUE;
    subscription.writable();
    step(own);
    assertThat(stream.text())
        .containsOnlyOnce("stream.gap")
        .contains(
            """
            event: stream.gap
            id: e-90
            data: {"reason":"overrun","requested":"e-1","resumedAt":"e-90"}

            """);
    List<Long> expected = new ArrayList<>(List.of(1L));
    expected.addAll(range(91, 100));
    assertThat(stream.positions()).isEqualTo(expected);
    assertThat(counts.gaps(GapReason.OVERRUN)).isEqualTo(1);
  }

  @Test
  void aHeartbeat_comesOnlyWhenIdle_andMovesTheIdOverOtherTopicsEvents() {
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.Live(), "a");
    step();
    pass(Duration.ofSeconds(10));
    fixture.publish("a");
    step();
    fixture.publish("b", "b");
    pass(Duration.ofSeconds(10));
    assertThat(stream.text()).endsWith("id: e-1\ndata: 1\n\n");
    pass(Duration.ofSeconds(6));
    assertThat(stream.text()).endsWith("id: e-1\ndata: 1\n\nid: e-3\n\n");
    pass(HEARTBEAT.plusSeconds(1));
    assertThat(stream.text()).endsWith("id: e-3\n\nid: e-3\n\n");
  }

  /** No blank line stands where there is no event: some clients make an empty event of each. */
  @Test
  void withoutCheckpoints_noIdComesButThatOfAnEvent() {
    ScriptedStream stream = new ScriptedStream();
    subscribe(worker, fixture, stream, new Start.Live(), new StreamForm(false, false, false), "a");
    step();
    pass(HEARTBEAT.plusSeconds(1));
    assertThat(stream.text()).matches("retry: [2-5]\\d{3}\n:\n:\n");
    fixture.publish("a");
    step();
    pass(HEARTBEAT.plusSeconds(1));
    assertThat(stream.text()).endsWith("\n:\n:\nid: e-1\ndata: 1\n\n:\n");
  }

  @Test
  void heartbeatsAsEvents_carryTheIdUnlessCheckpointsAreUnwanted() {
    ScriptedStream shown = new ScriptedStream();
    ScriptedStream bare = new ScriptedStream();
    subscribe(worker, fixture, shown, new Start.Live(), new StreamForm(false, true, true), "a");
    subscribe(worker, fixture, bare, new Start.Live(), new StreamForm(false, false, true), "a");
    step();
    fixture.publish("b");
    pass(HEARTBEAT.plusSeconds(1));
    assertThat(shown.text())
        .matches("retry: \\d+\nid: e-0\n\nevent: stream.heartbeat\nid: e-1\ndata: \\{}\n\n");
    assertThat(bare.text()).matches("retry: \\d+\n:\nevent: stream.heartbeat\ndata: \\{}\n\n");
  }

  @Test
  void aReaderThatStalls_isCutOff_andNotBefore() {
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.Live(), "a");
    step();
    stream.room = 3;
    fixture.publish("a");
    step();
    pass(STALL.minusSeconds(1));
    pass(Duration.ofMillis(500));
    assertThat(stream.aborted).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(counts.closed(CloseReason.SLOW)).isEqualTo(1);
    pass(Duration.ofSeconds(6));
    assertThat(stream.aborted).isTrue();
    assertThat(ended).containsExactly("a");
  }

  @Test
  void lifetimeOver_isSaid_thenEnded() {
    ScriptedStream stream = new ScriptedStream(true);
    subscribe(stream, new Start.Live(), "a");
    step();
    for (int i = 0; i < 31; i++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(stream.text()).contains("event: stream.close\ndata: {\"reason\":\"lifetime\"}\n\n");
    assertThat(stream.text()).endsWith("\r\n0\r\n\r\n");
    assertThat(stream.ended).isTrue();
    assertThat(fixture.log.topics()).isEmpty();
  }

  @Test
  void readerMayNoLongerRead_isSaid_thenEnded() {
    validUntil = Duration.ofMinutes(7).toNanos();
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.Live(), "a");
    step();
    pass(Duration.ofMinutes(7).minusSeconds(1));
    fixture.publish("a");
    step();
    assertThat(stream.positions()).containsExactly(1L);
    assertThat(stream.ended).isFalse();

    pass(Duration.ofSeconds(2));
    fixture.publish("a");
    step();

    assertThat(stream.text()).contains("event: stream.close\ndata: {\"reason\":\"expired\"}\n\n");
    assertThat(stream.positions()).containsExactly(1L);
    assertThat(stream.ended).isTrue();
    assertThat(counts.closed(CloseReason.EXPIRED)).isEqualTo(1);
  }

  @Test
  void slowReaderMayNoLongerRead_isEnded_allTheSame() {
    validUntil = Duration.ofMinutes(1).toNanos();
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.Live(), "a");
    step();
    stream.room = 0;
    fixture.publish("a");
    step();

    pass(Duration.ofMinutes(1).plusSeconds(1));

    assertThat(counts.closed(CloseReason.EXPIRED)).isEqualTo(1);
    pass(Duration.ofSeconds(6));
    assertThat(stream.aborted).isTrue();
  }

  @Test
  void readerMayNoLongerRead_beforeItsTurn_getsNothing() {
    fixture.publish("a");
    validUntil = Duration.ofSeconds(1).toNanos();
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.Newest(1), "a");

    pass(Duration.ofSeconds(2)); // a storm may keep it waiting for so long

    assertThat(stream.positions()).isEmpty();
    assertThat(counts.closed(CloseReason.EXPIRED)).isEqualTo(1);
    assertThat(stream.ended).isTrue();
  }

  @Test
  void whatWasPublishedBeforeAClose_goesAheadOfIt() {
    ScriptedStream stream = new ScriptedStream();
    Subscription subscription = subscribe(stream, new Start.Live(), "a");
    step();
    subscription.close(CloseReason.SHUTDOWN); // signalled ahead of the event
    fixture.publish("a");
    step();
    assertThat(stream.text()).matches("(?s).*data: 1\n\nretry: \\d+\nevent: stream.close\n.*");
    assertThat(stream.ended).isTrue();
  }

  /**
   * A full topic loses its oldest event with each post, also while a storm keeps readers waiting.
   */
  @Test
  void theNewestOfAFullTopic_areWhatIsThereAtTheFirstTurn_withoutAGap() {
    LogFixture small = new LogFixture(10);
    Worker own = worker(small);
    for (int i = 0; i < 10; i++) {
      small.publish("a");
    }
    ScriptedStream stream = new ScriptedStream();
    subscribe(own, small, stream, new Start.Newest(10), "a");
    small.publish("a", "a");
    step(own);
    assertThat(stream.text()).doesNotContain("stream.gap");
    assertThat(stream.positions()).containsExactlyElementsOf(range(3, 12));
  }

  @Test
  void whatWasPublishedBeforeARevocation_isNotSent() {
    ScriptedStream stream = new ScriptedStream();
    Subscription subscription = subscribe(stream, new Start.Live(), "a");
    step();
    subscription.close(CloseReason.REVOKED);
    fixture.publish("a");
    step();
    assertThat(stream.positions()).isEmpty();
    assertThat(stream.text()).contains("event: stream.close\ndata: {\"reason\":\"revoked\"}\n\n");
    assertThat(stream.ended).isTrue();
  }

  @Test
  void closingAFullStream_finishesTheTornFrameFirst() {
    ScriptedStream stream = new ScriptedStream();
    Subscription subscription = subscribe(stream, new Start.Live(), "a");
    step();
    stream.room = 4;
    fixture.publish("a", "a");
    step();
    subscription.close(CloseReason.SHUTDOWN);
    step();
    assertThat(stream.ended).isFalse();
    stream.room = Long.MAX_VALUE;
    subscription.writable();
    step();
    assertThat(stream.text())
        .matches("(?s).*id: e-1\ndata: 1\n\nretry: \\d+\nevent: stream.close\n.*\"shutdown\"}\n\n");
    assertThat(stream.ended).isTrue();
  }

  @Test
  void aFullStreamThatIsClosed_isAbortedInTime() {
    ScriptedStream stream = new ScriptedStream();
    Subscription subscription = subscribe(stream, new Start.Live(), "a");
    step();
    stream.room = 0;
    fixture.publish("a");
    step();
    subscription.close(CloseReason.SHUTDOWN);
    step();
    pass(Duration.ofSeconds(4));
    assertThat(stream.aborted).isFalse();
    pass(Duration.ofSeconds(2));
    assertThat(stream.aborted).isTrue();
    assertThat(worker.size().get()).isZero();
  }

  @Test
  void departed_beforeOrAfterItWasOpened_endsOnce() {
    ScriptedStream early = new ScriptedStream();
    Subscription subscription = subscribe(early, new Start.Live(), "a");
    subscription.departed();
    step();
    subscription.departed();
    subscription.writable();
    subscription.close(CloseReason.SHUTDOWN);
    step();
    assertThat(ended).containsExactly("a");
    assertThat(worker.size().get()).isZero();
    assertThat(fixture.log.topics()).isEmpty();
  }

  /** Its stream has said itself that it is over: to abort it costs, and there is nothing left. */
  @Test
  void aStreamThatDeparted_isNotAborted() {
    ScriptedStream live = new ScriptedStream();
    ScriptedStream closing = new ScriptedStream();
    Subscription first = subscribe(live, new Start.Live(), "a");
    Subscription second = subscribe(closing, new Start.Live(), "a");
    step();
    closing.room = 0;
    second.close(CloseReason.SHUTDOWN);
    step();
    first.departed();
    second.departed();
    step();
    assertThat(worker.size().get()).isZero();
    assertThat(live.aborted || closing.aborted).isFalse();
  }

  /** A balancer dies with all its connections: events go out between slices of departures. */
  @Test
  void aCrowdThatDeparts_doesNotGoAheadOfLiveEvents() {
    List<Subscription> crowd = new ArrayList<>();
    for (int i = 0; i < 3 * Inbox.SLICE; i++) {
      crowd.add(subscribe(new ScriptedStream(), new Start.Live(), "c"));
    }
    ScriptedStream live = new ScriptedStream();
    subscribe(live, new Start.Live(), "a");
    step();
    fixture.publish("a");
    crowd.forEach(Subscription::departed);
    worker.work();
    assertThat(live.positions()).containsExactly(1L);
    assertThat(worker.size().get()).as("still there").isGreaterThan(2 * Inbox.SLICE);
    step();
    assertThat(worker.size().get()).isEqualTo(1);
    assertThat(counts.departed()).isEqualTo(3 * Inbox.SLICE);
  }

  @Test
  void aBrokenStream_endsItself_andNobodyElse() {
    ScriptedStream broken = new ScriptedStream();
    ScriptedStream fine = new ScriptedStream();
    subscribe(broken, new Start.Live(), "a");
    subscribe(fine, new Start.Live(), "a");
    step();
    broken.broken = true;
    fixture.publish("a");
    step();
    assertThat(broken.aborted).isTrue();
    assertThat(fine.positions()).containsExactly(1L);
    assertThat(counts.departed()).isEqualTo(1);
  }

  /**
   * A round over a topic has served subscription 0 and others; 0 breaks off, and the last one, not
   * served yet, moves to its slot, which the round has passed. It must be served all the same.
   */
  @Test
  void aSubscriptionThatMovesBehindTheRound_isStillServed() {
    List<ScriptedStream> streams = new ArrayList<>();
    List<Subscription> subscriptions = new ArrayList<>();
    for (int i = 0; i < 2 * Turns.SLICE; i++) {
      ScriptedStream stream = new ScriptedStream();
      streams.add(stream);
      subscriptions.add(subscribe(stream, new Start.Live(), "a"));
    }
    step();
    fixture.publish("a");
    worker.work(); // one slice
    subscriptions.getFirst().departed();
    step();
    for (ScriptedStream stream : streams) {
      assertThat(stream.positions()).containsExactly(1L);
    }
  }

  /** A topic grows while a round over it is under way: those served already are served again. */
  @Test
  void aTopicThatGrowsDuringARound_isServedAgain() {
    List<ScriptedStream> streams = new ArrayList<>();
    for (int i = 0; i < 3 * Turns.SLICE; i++) {
      ScriptedStream stream = new ScriptedStream();
      streams.add(stream);
      subscribe(stream, new Start.Live(), "a");
    }
    step();
    fixture.publish("a");
    worker.work();
    fixture.publish("a");
    step();
    for (ScriptedStream stream : streams) {
      assertThat(stream.positions()).containsExactly(1L, 2L);
    }
  }

  @Test
  void oneVisit_isBounded_soABusyReaderDoesNotKeepOthersWaiting() {
    String big = "\"" + "x".repeat(30_000) + "\"";
    for (int i = 0; i < 10; i++) {
      fixture.log.append(
          List.of(LogFixture.event(fixture.log.head().number() + 1, "a", big, true, fixture.now)),
          fixture.now);
    }
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.After("e-0"), "a");
    worker.work();
    assertThat(stream.positions()).hasSizeLessThan(6).isNotEmpty();
    step();
    assertThat(stream.positions()).isEqualTo(range(1, 10));
  }

  @Test
  void drain_tellsEachStream_inSlices_andNewOnesAtOnce() {
    List<ScriptedStream> streams = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      ScriptedStream stream = new ScriptedStream();
      streams.add(stream);
      subscribe(stream, new Start.Live(), "a");
    }
    step();
    worker.drain(new Drain(Duration.ofSeconds(10)));
    step();
    long first = streams.stream().filter(stream -> stream.ended).count();
    assertThat(first).isBetween(1L, 100L);
    ScriptedStream late = new ScriptedStream();
    subscribe(late, new Start.Live(), "a");
    step();
    assertThat(late.ended).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(streams).allMatch(stream -> stream.ended);
    assertThat(streams).allMatch(stream -> stream.text().contains("\"shutdown\""));
    assertThat(ended).hasSize(301);
  }

  /** Throws once, as happens where there is no memory left. */
  private static final class Failing implements EventStream {
    boolean armed;

    @Override
    public boolean isChunked() {
      return false;
    }

    @Override
    public int prefetch() {
      if (armed) {
        throw new IllegalStateException("on purpose");
      }
      return 0;
    }

    @Override
    public long write(ByteBuffer[] buffers, int count) {
      if (armed) {
        armed = false;
        throw new OutOfMemoryError("on purpose");
      }
      long taken = 0;
      for (int i = 0; i < count; i++) {
        taken += buffers[i].remaining();
        buffers[i].position(buffers[i].limit());
      }
      return taken;
    }

    @Override
    public void awaitWritable() {}

    @Override
    public void end() {}

    @Override
    public void abort() {
      throw new IllegalStateException("on purpose");
    }
  }

  /** An error in the middle of a round ends one subscription; the round goes on, and the next. */
  @Test
  void anErrorInARound_endsOneSubscription_andNoOther() {
    Failing failing = new Failing();
    ScriptedStream fine = new ScriptedStream();
    subscribe(failing, new Start.Live(), "a");
    subscribe(fine, new Start.Live(), "a");
    step();
    failing.armed = true;
    fixture.publish("a");
    step();
    fixture.publish("a");
    step();
    assertThat(fine.positions()).containsExactly(1L, 2L);
    assertThat(worker.size()).hasValue(1);
  }

  /**
   * The worker stops in the middle of a round, with one that was served already standing in line:
   * whoever moves to its slot in the audience is put in line while the line is being taken apart.
   */
  @Test
  void aStopInTheMiddleOfARound_endsAll() {
    List<Subscription> all = new ArrayList<>();
    for (int i = 0; i < Turns.SLICE + 2; i++) {
      all.add(subscribe(new ScriptedStream(), new Start.Live(), "a"));
    }
    step();
    fixture.publish("a");
    worker.work();
    all.getFirst().writable();
    worker.abortAll();
    assertThat(all).allMatch(each -> each.state() == Subscription.State.ENDED);
    assertThat(worker.size()).hasValue(0);
  }

  /** An error while signals are handed on: those behind it are still heard. */
  @Test
  void anErrorWhileSignalsAreHandedOn_losesNoneBehindIt() {
    Failing failing = new Failing();
    Subscription first = subscribe(failing, new Start.Live(), "a");
    ScriptedStream fine = new ScriptedStream();
    step();
    failing.armed = true;
    first.close(CloseReason.SHUTDOWN); // its visit fails
    Subscription second = subscribe(fine, new Start.Live(), "b");
    step();
    second.departed();
    step();
    assertThat(second.state()).isEqualTo(Subscription.State.ENDED);
    assertThat(worker.size()).hasValue(0);
  }

  /** An event that was signalled ahead of a storm of reconnects is delivered ahead of it. */
  @Test
  void aStormOfReconnects_doesNotGoAheadOfLiveEvents() {
    for (int i = 0; i < 64; i++) {
      fixture.publish("r");
    }
    ScriptedStream live = new ScriptedStream();
    subscribe(live, new Start.Live(), "a");
    step();
    fixture.publish("a");
    List<ScriptedStream> storm = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      ScriptedStream stream = new ScriptedStream();
      storm.add(stream);
      subscribe(stream, new Start.After("e-0"), "r");
    }
    worker.work();
    assertThat(live.positions()).containsExactly(65L);
    assertThat(storm.stream().filter(stream -> stream.writes > 0)).hasSizeLessThan(200);
    step();
    assertThat(storm).allSatisfy(stream -> assertThat(stream.positions()).hasSize(64));
  }

  /** Blocked and free again at the rate of events: the timers must not remember each time. */
  @Test
  void aReaderThatIsOftenFull_leavesNoTimerEntriesBehind() {
    ScriptedStream stream = new ScriptedStream();
    Subscription subscription = subscribe(stream, new Start.Live(), "a");
    step();
    for (int i = 0; i < 10_000; i++) {
      stream.room = 0;
      fixture.publish("a");
      step();
      stream.room = Long.MAX_VALUE;
      subscription.writable();
      step();
    }
    assertThat(worker.timerEntries()).isLessThan(10);
  }

  /**
   * A connection that breaks behind the first block, with the gap not told yet, must not have moved
   * the client's id over the hole: it comes back with that id, and has to be told then.
   */
  @Test
  void theFirstBlock_doesNotMoveTheClientOverAGap_thatIsStillToBeTold() {
    LogFixture small = new LogFixture(10);
    Worker own = worker(small);
    for (int i = 0; i < 100; i++) {
      small.publish("a");
    }
    for (String requested : List.of("e-1", "f-7", "e-101", "nonsense")) {
      ScriptedStream stream = new ScriptedStream();
      stream.room = 40; // the first block, and a part of the gap at most
      subscribe(own, small, stream, new Start.After(requested), "a");
      step(own);
      String id = stream.text().replaceAll("(?s).*?id: (\\S+)\n\n.*", "$1");
      ScriptedStream again = new ScriptedStream();
      subscribe(own, small, again, new Start.After(id), "a");
      step(own);
      assertThat(again.text()).as("after %s", id).containsOnlyOnce("event: stream.gap\nid: e-90\n");
      assertThat(again.positions()).isEqualTo(range(91, 100));
    }
  }

  /**
   * A gap is found when a stream is opened, and the log is trimmed before it is visited: one gap,
   * which covers both.
   */
  @Test
  void aLogThatIsTrimmedBetweenOpeningAndVisit_makesNoSecondGap() {
    LogFixture small = new LogFixture(10);
    Worker own = worker(small);
    for (int i = 0; i < 20; i++) {
      small.publish("a");
    }
    ScriptedStream stream = new ScriptedStream();
    Subscription subscription = subscribe(own, small, stream, new Start.After("nonsense"), "a");
    own.inbox().handOn(); // in line, not visited
    for (int i = 0; i < 5; i++) {
      small.publish("a");
    }
    step(own);
    assertThat(subscription.isOpen()).isTrue();
    assertThat(stream.text())
        .containsOnlyOnce("stream.gap")
        .contains("\"reason\":\"malformed\"", "\"resumedAt\":\"e-15\"");
    assertThat(stream.positions()).isEqualTo(range(16, 25));
  }

  /**
   * A worker that is woken for a crowd lets the publisher go first. What counts is the crowd of the
   * topic that has grown: whoever waits for another topic's event does not wait for it. The clock
   * tells how long that takes, as it goes on with each look at it.
   */
  @Test
  void whoIsLetGoFirst_dependsOnTheTopicThatHasGrown() {
    for (int i = 0; i < 1_000; i++) {
      subscribe(new ScriptedStream(), new Start.Live(), "crowded");
    }
    subscribe(new ScriptedStream(), new Start.Live(), "quiet");
    step();
    pace = Duration.ofNanos(1_000).toNanos();
    fixture.publish("quiet");
    long begin = now;
    worker.rest();
    assertThat(now - begin).as("for one").isLessThan(10_000);
    step();
    fixture.publish("crowded");
    begin = now;
    worker.rest();
    assertThat(now - begin).as("for a thousand").isGreaterThanOrEqualTo(80_000);
  }

  // --- between a stream's admission and its first turn

  @Test
  void aLiveStream_beginsWhereItWasAdmitted_andNotAtItsFirstTurn() {
    fixture.publish("a");
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.Live(), "a", "b");
    fixture.publish("b", "c", "a");
    step();
    assertThat(stream.text()).matches("(?s)retry: \\d+\nid: e-1\n\nid: e-2\n.*");
    assertThat(stream.positions()).containsExactly(2L, 4L);
  }

  @Test
  void whatLeavesBeforeTheFirstTurn_isCoveredByAGap() {
    LogFixture small = new LogFixture(2);
    Worker own = worker(small);
    for (Start start : List.of(new Start.Live(), new Start.After("e-0"), new Start.Newest(9))) {
      long before = small.log.head().number();
      ScriptedStream stream = new ScriptedStream();
      subscribe(own, small, stream, start, "a");
      for (int i = 0; i < 5; i++) {
        small.publish("a");
      }
      step(own);
      assertThat(stream.text())
          .as("%s", start)
          .containsOnlyOnce("event: stream.gap\nid: e-" + (before + 3) + "\n");
      assertThat(stream.positions()).as("%s", start).isEqualTo(range(before + 4, before + 5));
    }
  }

  /** Nobody else follows the topic: without a pin the log would not keep the event for anyone. */
  @Test
  void anUnretainedEventBeforeTheFirstTurn_isDelivered_orCoveredByAGap() {
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.Live(), "typing");
    fixture.publishUnretained("typing");
    step();
    assertThat(stream.positions()).containsExactly(1L);

    ScriptedStream late = new ScriptedStream();
    subscribe(late, new Start.Live(), "presence");
    fixture.publishUnretained("presence");
    fixture.now = fixture.now.plus(Duration.ofMinutes(2)); // longer than such an event waits
    fixture.log.trim(fixture.now);
    step();
    assertThat(late.text()).containsOnlyOnce("event: stream.gap\nid: e-2\n");
  }

  /** What the log lets go of in a storm concerns the readers of those topics, and nobody else. */
  @Test
  void whatOtherTopicsLoseBeforeTheFirstTurn_isNoGap() {
    LogFixture small = new LogFixture(1);
    Worker own = worker(small);
    ScriptedStream live = new ScriptedStream();
    ScriptedStream resumed = new ScriptedStream();
    subscribe(own, small, live, new Start.Live(), "quiet");
    subscribe(own, small, resumed, new Start.After("e-0"), "quiet");
    for (int i = 0; i < 5; i++) {
      small.publish("busy", "other" + i);
      small.publishUnretained("passing" + i);
    }
    small.now = small.now.plus(Duration.ofHours(2));
    small.log.trim(small.now); // all of these topics are forgotten
    step(own);
    small.publish("quiet");
    step(own);
    assertThat(List.of(live, resumed))
        .allSatisfy(stream -> {
          assertThat(stream.text()).doesNotContain("stream.gap");
          assertThat(stream.positions()).containsExactly(16L);
        });
  }

  /** The newest are those at the admission: the worker does not search, however many there are. */
  @Test
  void theNewest_areThoseOfTheAdmission() {
    fixture.publish("a", "b", "a", "b");
    ScriptedStream stream = new ScriptedStream();
    subscribe(stream, new Start.Newest(2), "a", "b");
    fixture.publish("a", "b", "a");
    step();
    assertThat(stream.positions()).isEqualTo(range(3, 7));
  }

  @Test
  void aStreamThatDepartsBeforeItsFirstTurn_leavesNoTopicBehind() {
    Subscription one = subscribe(new ScriptedStream(), new Start.Live(), "a", "b");
    Subscription two = subscribe(new ScriptedStream(), new Start.Live(), "b");
    subscribe(new ScriptedStream(), new Start.Live(), "c");
    assertThat(fixture.log.topics()).hasSize(3);
    one.departed();
    two.departed();
    step();
    assertThat(fixture.log.topics()).extracting(topic -> topic.name().value()).containsExactly("c");
    worker.abortAll();
    assertThat(fixture.log.topics()).isEmpty();
  }
}
