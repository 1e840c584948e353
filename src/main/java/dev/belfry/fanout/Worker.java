package dev.belfry.fanout;

import dev.belfry.log.EventLog;
import dev.belfry.sse.FrameEncoder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns a share of the subscriptions and serves them, one duty cycle ({@link #work}) after the
 * other. A worker never blocks on a stream and never waits for a publisher.
 */
final class Worker {

  /**
   * How long a worker that was woken lets others go first, in nanoseconds for each subscription to
   * the topics that have grown. A post wakes all workers before it is answered; with a crowd to
   * serve they would have the cores for some milliseconds, and the publisher, whose answer takes a
   * few hundred microseconds more where caches are cold, would wait for its readers. This is a
   * hundredth of what a delivery to all takes.
   */
  private static final long COURTESY = 80;

  /** How many subscriptions are enough to keep a core from others for long. */
  private static final int CROWD = 256;

  private final LongSupplier nanoClock;
  private final long origin;
  private final Defects defects;
  private final Pulse pulse = new Pulse();
  private final Inbox inbox = new Inbox();

  /** Wakes the worker, and says nothing more. */
  private final Inbox.Item bell =
      new Inbox.Item(inbox) {
        @Override
        void signalled(int raised) {
          pulse.answer();
        }
      };

  private final FrameEncoder.Reader encodedFrames;
  private final Turns turns = new Turns();
  private final Schedule schedule;
  private final Visits visits;
  private final Lifecycle lifecycle;
  private volatile @Nullable Drain drain;

  Worker(
      EventLog log,
      FrameEncoder encoder,
      StreamSettings settings,
      Jitter jitter,
      LongSupplier nanoClock,
      Counts counts) {
    this.nanoClock = nanoClock;
    this.origin = nanoClock.getAsLong();
    this.defects = new Defects(counts);
    this.encodedFrames = encoder.reader();
    this.schedule = new Schedule(settings, jitter);
    this.visits = new Visits(log, encoder, jitter, counts);
    Audiences audiences = new Audiences(log, this);
    this.lifecycle = new Lifecycle(turns, schedule, visits, audiences, counts, defects);
  }

  Inbox inbox() {
    return inbox;
  }

  /** How many subscriptions were given to this worker and have not ended. Any thread counts. */
  AtomicInteger size() {
    return lifecycle.size();
  }

  /** Ends a rest, now or as soon as it begins. Any thread. */
  void wake() {
    bell.raise(1);
  }

  /** Begins to end all streams. Any thread. */
  void drain(Drain begun) {
    drain = begun;
    wake();
  }

  /**
   * For how long this worker has not come by, though it was asked to, in nanoseconds. Any thread.
   */
  long age() {
    return pulse.ask(elapsed(), this::wake);
  }

  /** One duty cycle. Returns how much was done; 0 means that the worker may sleep. */
  int work() {
    long now = elapsed();
    pulse.begin(now);
    encodedFrames.enter();
    try {
      return cycle(now);
    } finally {
      encodedFrames.exit();
      pulse.end();
    }
  }

  private int cycle(long now) {
    lifecycle.begin(now, drain);
    int done = inbox.handOn();
    done += turns.serve(lifecycle::serve);
    done += schedule.expire(now, lifecycle::timeIsUp);
    done += lifecycle.drain();
    return done;
  }

  /** Sleeps until there is something to do. */
  void rest() {
    visits.rest();
    long nanos = schedule.untilNext(elapsed());
    Drain begun = drain;
    inbox.park(begun != null && begun.isUnderWay() ? Math.min(nanos, Drain.PACE) : nanos);
    int crowd = inbox.crowd();
    if (crowd >= CROWD) {
      letOthersGoFirst(crowd * COURTESY);
    }
  }

  /** Until a time, not for a time: a wake-up that came too late to be needed would cut it short. */
  private void letOthersGoFirst(long nanos) {
    long end = elapsed() + nanos;
    for (long left = nanos; left > 0; left = end - elapsed()) {
      LockSupport.parkNanos(left);
    }
  }

  /** The worker's time when a time from now has passed; never, if that is beyond all times. */
  long after(Duration time) {
    try {
      return Math.addExact(elapsed(), time.toNanos());
    } catch (ArithmeticException e) {
      return Subscription.NEVER;
    }
  }

  /** Nanoseconds since this worker was made: unlike the clock's, they never wrap around. */
  private long elapsed() {
    return nanoClock.getAsLong() - origin;
  }

  /** A subscription has flags raised. */
  void signalled(Subscription subscription, int raised) {
    lifecycle.signalled(subscription, raised);
  }

  /** A topic has grown: its subscriptions are to be served. */
  void grown(Audience audience) {
    turns.add(audience);
  }

  /** How many times are remembered, those that are no longer wanted among them. */
  int timerEntries() {
    return schedule.entries();
  }

  /** Ends what is left at once. The worker's last act. Throws nothing. */
  void abortAll() {
    try {
      while (inbox.handOn() > 0) {
        // each call hands on a slice
      }
    } catch (RuntimeException | Error e) {
      defects.note("signals were lost while all streams are ended", e);
    }
    lifecycle.abortAll();
  }
}
