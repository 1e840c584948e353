package dev.belfry.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.LogFixture;
import dev.belfry.store.EventIds;
import dev.belfry.store.RetainedEvents.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is retained for how long, when the clock that events are stamped with jumps. */
final class TailerTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LogFixture fixture = new LogFixture(100); // keeps events for an hour
  private final InstantSource steady = HubConfiguration.steady(LogFixture.NOON, nanos::get);
  private final Tailer tailer = new Tailer(fixture.log, steady, Duration.ofHours(1));
  private long position;

  @AfterEach
  void close() {
    tailer.close();
  }

  private void publish(Instant publishedAt) {
    position++;
    tailer.appended(List.of(LogFixture.event(position, "a", "1", true, publishedAt)));
  }

  private void goOn(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    tailer.trim();
  }

  private int frames() {
    return fixture.log.size().frames();
  }

  @Test
  void aClockThatJumpsAhead_makesNothingOld() {
    tailer.start();
    publish(LogFixture.NOON);
    publish(LogFixture.NOON.plus(Duration.ofDays(400)));
    goOn(Duration.ofMinutes(59));
    assertThat(frames()).isEqualTo(2);
    goOn(Duration.ofMinutes(2));
    assertThat(frames()).isZero();
  }

  @Test
  void aClockThatJumpsBack_makesNothingOld_andNothingStay() {
    tailer.start();
    publish(LogFixture.NOON);
    publish(LogFixture.NOON.minus(Duration.ofDays(400)));
    goOn(Duration.ofMinutes(30));
    publish(LogFixture.NOON.minus(Duration.ofDays(400)));
    goOn(Duration.ofMinutes(31));
    assertThat(frames()).isEqualTo(1);
    goOn(Duration.ofMinutes(30));
    assertThat(frames()).isZero();
  }

  @Test
  void whatWasThereAtTheStart_isAsOldAsItSays() {
    publish(LogFixture.NOON.minus(Duration.ofMinutes(61)));
    publish(LogFixture.NOON.minus(Duration.ofMinutes(30)));
    tailer.start();
    assertThat(frames()).isEqualTo(1);
    goOn(Duration.ofMinutes(29));
    assertThat(frames()).isEqualTo(1);
    goOn(Duration.ofMinutes(2));
    assertThat(frames()).isZero();
  }

  @Test
  void whatAClockThatWasAheadStamped_isAsOldAsTheStart() {
    publish(LogFixture.NOON.minus(Duration.ofMinutes(61)));
    publish(LogFixture.NOON.minus(Duration.ofMinutes(30)));
    publish(LogFixture.NOON.plus(Duration.ofDays(400))); // of a clock that was wrong
    publish(LogFixture.NOON.minus(Duration.ofMinutes(20))); // and was set back
    tailer.start();
    goOn(Duration.ofMinutes(31));
    assertThat(frames()).isEqualTo(2);
    goOn(Duration.ofMinutes(30));
    assertThat(frames()).isZero();
  }

  /** As a machine without a battery for its clock has it, until it has asked for the time. */
  @Test
  void aStartByAClockThatIsAhead_keepsWhatTheStoreHeld() {
    publish(LogFixture.NOON.minus(Duration.ofDays(400)).minus(Duration.ofMinutes(61)));
    publish(LogFixture.NOON.minus(Duration.ofDays(400)).minus(Duration.ofMinutes(30)));
    publish(LogFixture.NOON.minus(Duration.ofDays(400)));
    tailer.start();
    assertThat(frames()).as("all that were retained when the newest came").isEqualTo(2);
    publish(LogFixture.NOON);
    goOn(Duration.ofMinutes(29));
    assertThat(frames()).isEqualTo(3);
    assertThat(tailer.releasedTo()).as("what the store may delete").isEqualTo(1);
    goOn(Duration.ofMinutes(2));
    assertThat(frames()).as("time that goes by counts").isEqualTo(2);
    goOn(Duration.ofMinutes(30));
    assertThat(frames()).isZero();
  }

  @Test
  void aStoreThatWasEmpty_startsByTheClock() {
    tailer.start();
    publish(LogFixture.NOON);
    goOn(Duration.ofMinutes(61));
    assertThat(frames()).isZero();
  }

  /** The clock is looked at before each slice: so a test knows when one is over. */
  @Test
  void betweenSlices_publishersAreLetIn() {
    AtomicInteger slices = new AtomicInteger(Integer.MIN_VALUE); // none are counted yet
    AtomicReference<@Nullable Tailer> own = new AtomicReference<>();
    Thread trimming = Thread.currentThread();
    InstantSource clock =
        () -> {
          if (Thread.currentThread().equals(trimming) && slices.incrementAndGet() == 2) {
            publishFromAnotherThread(own.get());
          }
          return LogFixture.NOON.plus(Duration.ofDays(1));
        };
    try (Tailer sliced = new Tailer(fixture.log, clock, Duration.ofHours(1))) {
      own.set(sliced);
      sliced.start();
      fixture.log.append(many(2_500), LogFixture.NOON);
      position = 2_500;
      slices.set(0);
      sliced.trim();
    }
    assertThat(slices.get()).as("slices, and when it was done").isGreaterThanOrEqualTo(3);
    assertThat(fixture.log.head().number()).isEqualTo(2_501);
    assertThat(frames()).isEqualTo(1);
  }

  private static List<Event> many(int count) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(i -> LogFixture.event(i, "t" + i % 50, "1", true, LogFixture.NOON))
        .toList();
  }

  private void publishFromAnotherThread(@Nullable Tailer to) {
    Instant at = LogFixture.NOON.plus(Duration.ofDays(1));
    List<Event> events = List.of(LogFixture.event(++position, "a", "1", true, at));
    Thread publisher = Thread.ofPlatform().start(() -> Objects.requireNonNull(to).appended(events));
    try {
      assertThat(publisher.join(Duration.ofSeconds(30))).as("published meanwhile").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An error must not end the regular trimming; while it persists, the tailer's age tells. */
  @Test
  void anErrorWhileTrimming_isSurvived_andSeenByTheAge() {
    AtomicBoolean failing = new AtomicBoolean();
    InstantSource clock =
        () -> {
          if (failing.get()) {
            throw new InternalError("on purpose");
          }
          return steady.instant();
        };
    try (Tailer own = new Tailer(fixture.log, clock, Duration.ofHours(1))) {
      assertThat(own.age()).as("before it is started").isZero();
      own.start();
      nanos.addAndGet(Duration.ofMinutes(2).toNanos());
      failing.set(true);
      own.trim();
      failing.set(false);
      assertThat(own.age()).isEqualTo(Duration.ofMinutes(2));
      own.trim();
      assertThat(own.age()).isZero();
    }
  }

  @Test
  void anEventThatWasFed_isReplayable_deletedWithItsPlace_orGone() {
    TopicName a = new TopicName("a");
    tailer.start();
    tailer.appended(List.of(LogFixture.event(1, "a", "1", false, LogFixture.NOON)));
    tailer.appended(List.of(LogFixture.event(2, "a", "2", true, LogFixture.NOON)));
    assertThat(tailer.state(a, 1)).as("not to be retained").isEqualTo(State.GONE);
    assertThat(tailer.state(a, 2)).isEqualTo(State.REPLAYABLE);
    assertThat(tailer.state(a, 3)).as("not there yet").isEqualTo(State.GONE);
    assertThat(tailer.state(new TopicName("b"), 2)).isEqualTo(State.GONE);
    tailer.deleted(a, 2);
    assertThat(tailer.state(a, 2)).isEqualTo(State.DELETED);
    assertThat(tailer.releasedTo()).isZero();
    goOn(Duration.ofMinutes(61));
    assertThat(tailer.state(a, 2)).isEqualTo(State.GONE);
    assertThat(tailer.releasedTo()).isEqualTo(2);
  }

  @Test
  void whateverMovesTheHead_wakesThoseWhoWaitForIt() throws Exception {
    wakes(2, () -> tailer.begin(LogFixture.EPOCH, 2, EventIds::read));
    wakes(4, () -> tailer.lost(4));
    wakes(6, () -> tailer.trimmed(6, Map.of()));
    wakes(7, () -> tailer.passed(7));
    wakes(8, () -> tailer.appended(List.of(LogFixture.event(8, "a", "1", true, LogFixture.NOON))));
  }

  private void wakes(long position, Runnable move) throws Exception {
    FutureTask<Boolean> waits =
        new FutureTask<>(() -> tailer.awaitHead(position, Duration.ofHours(1)));
    Thread.ofVirtual().start(waits);
    await().until(() -> tailer.waiting() == 1);
    move.run();
    assertThat(waits.get(10, TimeUnit.SECONDS)).isTrue();
  }

  // --- what the store feeds is not always whole

  private static List<Event> events(long... positions) {
    return LongStream.of(positions)
        .mapToObj(position -> LogFixture.event(position, "a", "1", true, LogFixture.NOON))
        .toList();
  }

  private List<Long> replayed(String after) {
    History history = new History(fixture.log, 1, () -> 0);
    try (HistoryPage page =
        requireNonNull(history.open(Set.of(new TopicName("a")), new Start.After(after), 100))) {
      assertThat(page.gap()).as("a gap after %s", after).isEqualTo(after.equals("e-1"));
      return page.nextSlice().stream().map(Event::position).toList();
    }
  }

  /** One that threw here would be the end of the store: it could never feed anything again. */
  @Test
  void aHole_isDeclaredLost_andWhatFollowsIsAppended() {
    tailer.start();
    tailer.appended(events(1));
    tailer.appended(events(4, 5, 8));
    tailer.appended(events(9));
    assertThat(fixture.log.head().id()).hasToString("e-9");
    assertThat(replayed("e-1")).containsExactly(4L, 5L, 8L, 9L);
    assertThat(replayed("e-7")).containsExactly(8L, 9L);
  }

  @Test
  void whatIsFedASecondTime_isPassedOver() {
    tailer.start();
    tailer.appended(events(1, 2));
    tailer.appended(events(2, 3));
    assertThat(fixture.log.head().id()).hasToString("e-3");
    assertThat(replayed("e-0")).containsExactly(1L, 2L, 3L);
  }

  /** The store counts anew behind a cut, the log does not: each finds what it means. */
  @Test
  void behindACut_positionsAreThoseOfTheStore() {
    tailer.start();
    tailer.appended(events(1, 2, 3));
    tailer.cut(1, new Epoch("f"));
    TopicName a = new TopicName("a");
    assertThat(tailer.state(a, 1)).isEqualTo(State.REPLAYABLE);
    assertThat(tailer.state(a, 2)).isEqualTo(State.GONE);
    Post post = events(2).getFirst().post();
    tailer.appended(List.of(new Event(new EventId(new Epoch("f"), 2), LogFixture.NOON, post)));
    assertThat(tailer.state(a, 2)).isEqualTo(State.REPLAYABLE);
    assertThat(replayed("e-0")).containsExactly(1L, 2L);
    tailer.deleted(a, 2);
    assertThat(tailer.state(a, 2)).isEqualTo(State.DELETED);
    assertThat(replayed("e-0")).containsExactly(1L);
    goOn(Duration.ofHours(2));
    assertThat(tailer.releasedTo()).isEqualTo(2);
  }
}
