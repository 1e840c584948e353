package dev.belfry.fanout;

import dev.belfry.log.EventLog;
import dev.belfry.log.LogFixture;
import dev.belfry.sse.FrameEncoder;
import java.time.Duration;
import java.util.Random;

/** A fan-out without threads: a test runs its duty cycles, and sees between them. */
public final class SteppedFanOut {

  private final EventLog log;
  private final FanOut fanOut;
  private long now;
  private Runnable atNextLook = () -> {};

  public SteppedFanOut(LogFixture fixture) {
    log = fixture.log;
    StreamSettings settings =
        new StreamSettings(
            Duration.ofSeconds(15),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofSeconds(10));
    fanOut =
        new FanOut(
            fixture.log,
            new FrameEncoder(1 << 21),
            settings,
            1,
            new Jitter(new Random(1)),
            this::look);
  }

  private long look() {
    Runnable happens = atNextLook;
    atNextLook = () -> {};
    happens.run();
    return now;
  }

  /** Has something happen when the clock is looked at for the next time, by whoever waits, say. */
  public void atNextLook(Runnable happens) {
    atNextLook = happens;
  }

  public FanOut fanOut() {
    return fanOut;
  }

  public EventLog log() {
    return log;
  }

  /** Runs duty cycles until there is nothing to do. */
  public void step() {
    Worker worker = fanOut.onlyWorker();
    while (worker.work() > 0) {
      // more may follow from what was done
    }
  }

  public void pass(Duration time) {
    now += time.toNanos();
    step();
  }

  /** Lets time go by in which the worker does nothing. */
  public void hang(Duration time) {
    now += time.toNanos();
  }
}
