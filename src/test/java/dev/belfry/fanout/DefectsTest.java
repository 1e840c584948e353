package dev.belfry.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.LogFixture;
import dev.belfry.log.Opening;
import dev.belfry.sse.CloseReason;
import dev.belfry.sse.FrameEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Errors wherever one may escape, while nothing can be logged either. */
final class DefectsTest {

  private static final StreamSettings SETTINGS =
      new StreamSettings(
          Duration.ofSeconds(15),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofSeconds(10));

  private final Logger logger = Logger.getLogger("dev.belfry.fanout");
  private final Handler failingHandler = new FailingHandler();
  private final LogFixture fixture = new LogFixture(1000);
  private final FrameEncoder encoder = new FrameEncoder(1 << 21);
  private final Counts counts = new Counts();
  private long now;
  private final Worker worker =
      new Worker(fixture.log, encoder, SETTINGS, new Jitter(new Random(1)), () -> now, counts);

  /** Kept, so that the logger is not collected, and its handler with it. */
  @BeforeEach
  void letLoggingFail() {
    logger.addHandler(failingHandler);
  }

  @AfterEach
  void letLoggingWork() {
    logger.removeHandler(failingHandler);
  }

  private static final class FailingHandler extends Handler {

    @Override
    public void publish(LogRecord line) {
      throw new InternalError("on purpose: nothing can be logged");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** Fails at whatever it is asked to, once it is armed. */
  private static final class FailingStream implements EventStream {

    private volatile boolean armed;

    private void fail() {
      if (armed) {
        throw new InternalError("on purpose");
      }
    }

    @Override
    public boolean isChunked() {
      return false;
    }

    @Override
    public int prefetch() {
      fail();
      return 0;
    }

    @Override
    public long write(ByteBuffer[] buffers, int count) {
      fail();
      long taken = 0;
      for (int i = 0; i < count; i++) {
        taken += buffers[i].remaining();
        buffers[i].position(buffers[i].limit());
      }
      return taken;
    }

    @Override
    public void awaitWritable() {
      fail();
    }

    @Override
    public void end() {
      fail();
    }

    @Override
    public void abort() {
      fail();
    }
  }

  private Subscription subscribe(EventStream stream, Runnable ended) {
    worker.size().incrementAndGet();
    Subscription subscription =
        new Subscription(
            worker,
            stream,
            Opening.of(fixture.log, List.of(new TopicName("a")), new Start.Live()),
            StreamForm.PLAIN,
            Subscription.NEVER,
            ended);
    subscription.raise(Subscription.OPEN);
    return subscription;
  }

  private Subscription subscribe(EventStream stream) {
    return subscribe(stream, () -> {});
  }

  private void step() {
    for (int cycles = 0; worker.work() > 0; cycles++) {
      assertThat(cycles).as("cycles").isLessThan(100_000);
    }
  }

  private static void fail() {
    throw new InternalError("on purpose");
  }

  @Test
  void aWriteThatFails_endsOneStream_andTheRoundGoesOn() {
    FailingStream failing = new FailingStream();
    subscribe(failing);
    List<ScriptedStream> fine = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      fine.add(new ScriptedStream());
      subscribe(fine.get(i));
    }
    step();
    failing.armed = true;
    fixture.publish("a");
    step();
    fixture.publish("a");
    step();
    assertThat(fine).allSatisfy(s -> assertThat(s.positions()).containsExactly(1L, 2L));
    assertThat(worker.size()).hasValue(3);
    assertThat(counts.defects()).isEqualTo(2); // the write, and the abort
  }

  @Test
  void aFirstWriteThatFails_leavesNothingBehind() {
    FailingStream failing = new FailingStream();
    failing.armed = true;
    subscribe(failing);
    step();
    assertThat(worker.size()).hasValue(0);
    assertThat(fixture.log.topics()).isEmpty();
  }

  @Test
  void anEndThatCannotBeTold_leavesNothingBehind() {
    Subscription untold = subscribe(new ScriptedStream(), DefectsTest::fail);
    ScriptedStream fine = new ScriptedStream();
    subscribe(fine);
    step();
    untold.departed();
    step();
    fixture.publish("a");
    step();
    assertThat(worker.size()).hasValue(1);
    assertThat(fine.positions()).containsExactly(1L);
    assertThat(counts.defects()).isEqualTo(1);
  }

  @Test
  void aSignalThatFails_losesNoneBehindIt() {
    FailingStream failing = new FailingStream();
    Subscription first = subscribe(failing);
    ScriptedStream fine = new ScriptedStream();
    step();
    failing.armed = true;
    first.close(CloseReason.SHUTDOWN);
    Subscription second = subscribe(fine);
    step();
    second.close(CloseReason.LIFETIME);
    step();
    assertThat(fine.ended).isTrue();
    assertThat(worker.size()).hasValue(0);
  }

  @Test
  void aTimerThatFails_losesNoneOfItsBucket() {
    List<FailingStream> failing = new ArrayList<>();
    List<ScriptedStream> fine = new ArrayList<>();
    for (int i = 0; i < 200; i++) { // in turns, so that each bucket has both
      failing.add(new FailingStream());
      subscribe(failing.getLast());
      fine.add(new ScriptedStream());
      subscribe(fine.getLast());
    }
    step();
    failing.forEach(stream -> stream.armed = true);
    fine.forEach(stream -> assertThat(stream.writes).isEqualTo(1));
    now += SETTINGS.heartbeat().plusSeconds(1).toNanos();
    step();
    assertThat(worker.size()).hasValue(200);
    fine.forEach(stream -> assertThat(stream.writes).isEqualTo(2));
  }

  @Test
  void aDrainInWhichOneFails_endsAllOthers() {
    FailingStream failing = new FailingStream();
    subscribe(failing);
    ScriptedStream fine = new ScriptedStream();
    subscribe(fine);
    step();
    failing.armed = true;
    worker.drain(new Drain(Duration.ofSeconds(10)));
    step();
    now += Duration.ofSeconds(9).toNanos();
    step();
    assertThat(fine.ended).isTrue();
    assertThat(worker.size()).hasValue(0);
  }

  @Test
  void aStopInWhichOneFails_endsAllOthers() {
    FailingStream failing = new FailingStream();
    subscribe(failing);
    ScriptedStream fine = new ScriptedStream();
    subscribe(fine);
    step();
    failing.armed = true;
    ScriptedStream waiting = new ScriptedStream();
    subscribe(waiting); // it has not had its first turn
    worker.abortAll();
    assertThat(fine.aborted && waiting.aborted).isTrue();
    assertThat(worker.size()).hasValue(0);
  }

  /** A transition that its state does not allow, as a bug might ask for: it is told, once. */
  @Test
  void aTransitionThatIsNotAllowed_isADefect_thatEndsOneStream() {
    List<Subscription> own = new ArrayList<>();
    ScriptedStream confused =
        new ScriptedStream() {
          @Override
          public long write(ByteBuffer[] buffers, int count) {
            own.forEach(Subscription::block); // ahead of the visit, which finds it full
            return 0;
          }
        };
    List<String> ended = new ArrayList<>();
    own.add(subscribe(confused, () -> ended.add("confused")));
    ScriptedStream fine = new ScriptedStream();
    subscribe(fine, () -> ended.add("fine"));
    fixture.publish("a");
    step();
    assertThat(ended).containsExactly("confused");
    assertThat(confused.aborted).isTrue();
    assertThat(fine.positions()).containsExactly(1L);
    assertThat(worker.size()).hasValue(1);
    assertThat(counts.defects()).isEqualTo(1);
  }

  /** What escapes who serves: the round and the timers go on behind it. */
  @Test
  void aServiceThatThrows_losesNeitherTheRoundNorTheBucket() {
    Turns turns = new Turns();
    Audience audience = new Audience(worker, new TopicName("a"));
    Timers timers = new Timers();
    List<Subscription> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Subscription subscription = subscribe(new ScriptedStream());
      audience.add(subscription);
      timers.set(subscription, 0);
      all.add(subscription);
    }
    turns.add(audience);
    List<Subscription> served = new ArrayList<>();
    List<Subscription> due = new ArrayList<>();
    for (int cycle = 0; cycle < 3; cycle++) {
      try {
        turns.serve(s -> failAtFirst(served, s));
      } catch (InternalError e) {
        // as the worker's thread does, which begins its next cycle
      }
      try {
        timers.expire(1L << 26, s -> failAtFirst(due, s));
      } catch (InternalError e) {
        assertThat(timers.untilNext(1L << 26)).as("may sleep").isZero();
      }
    }
    assertThat(served).containsExactlyElementsOf(all);
    assertThat(due).containsExactlyElementsOf(all);
  }

  private static void failAtFirst(List<Subscription> seen, Subscription subscription) {
    seen.add(subscription);
    if (seen.size() == 1) {
      fail();
    }
  }

  /** With the workers' own threads: whatever fails, they do not end, and serve who comes next. */
  @Test
  void aWorkersThread_survivesWhatNobodyForesaw() {
    try (FanOut fanOut =
        new FanOut(
            fixture.log, encoder, SETTINGS, 1, new Jitter(new Random(1)), System::nanoTime)) {
      fanOut.start();
      Inbox.Item failing =
          new Inbox.Item(fanOut.onlyWorker().inbox()) {
            private int times;

            @Override
            void signalled(int raised) {
              if (times++ < 3) {
                fail();
              }
            }
          };
      failing.raise(1);
      await("three failed duty cycles", () -> fanOut.counts().defects() == 3);
      ScriptedStream fine = new ScriptedStream();
      fanOut.subscribe(
          fine,
          Opening.of(fixture.log, List.of(new TopicName("a")), new Start.Live()),
          StreamForm.PLAIN,
          null,
          () -> {});
      await("opened", () -> fanOut.counts().opened() == 1);
      fixture.publish("a");
      await("delivered", () -> fanOut.counts().delivered() == 1);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - begin).as(what).isLessThan(TimeUnit.SECONDS.toNanos(30));
      Thread.onSpinWait();
    }
  }

  // --- whether it still turns

  @Test
  void aWorkerThatRests_isNotIll_howeverLong() {
    step();
    now += Duration.ofHours(10).toNanos();
    assertThat(worker.age()).as("asked for the first time").isZero();
    step();
    now += Duration.ofHours(10).toNanos();
    assertThat(worker.age()).as("it has answered").isZero();
  }

  @Test
  void aWorkerThatDoesNotAnswer_isAsOldAsTheQuestion() {
    step();
    now += Duration.ofHours(10).toNanos();
    assertThat(worker.age()).isZero();
    now += Duration.ofMinutes(2).toNanos();
    assertThat(worker.age()).isEqualTo(Duration.ofMinutes(2).toNanos());
    now += Duration.ofMinutes(1).toNanos();
    assertThat(worker.age()).isEqualTo(Duration.ofMinutes(3).toNanos());
    step();
    assertThat(worker.age()).isZero();
  }

  @Test
  void aDutyCycleThatHangs_isAsOldAsItIs_withoutHavingBeenAsked() {
    long[] seen = new long[1];
    ScriptedStream slow = new ScriptedStream();
    subscribe(slow);
    step();
    subscribe(
        new ScriptedStream() {
          @Override
          public long write(ByteBuffer[] buffers, int count) {
            now += Duration.ofMinutes(2).toNanos();
            seen[0] = worker.age();
            return 0;
          }
        });
    step();
    assertThat(seen[0]).isEqualTo(Duration.ofMinutes(2).toNanos());
  }
}
