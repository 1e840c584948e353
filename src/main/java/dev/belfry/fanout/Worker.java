package dev.belfry.fanout;

import dev.belfry.log.EventLog;
import dev.belfry.sse.CloseReason;
import dev.belfry.sse.ControlBlocks;
import dev.belfry.sse.FrameEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns a share of the subscriptions and serves them, one duty cycle ({@link #work}) after the
 * other. A worker never blocks on a stream and never waits for a publisher.
 */
final class Worker {

  /** How long a closing stream may take for its last bytes. */
  private static final long CLOSE_GRACE = Duration.ofSeconds(5).toNanos();

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

  private final StreamSettings settings;
  private final Jitter jitter;
  private final LongSupplier nanoClock;
  private final Counts counts;

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

  private final AtomicInteger size = new AtomicInteger();
  private final FrameEncoder.Reader encodedFrames;
  private final Timers timers;
  private final Visit visit;
  private final Audiences audiences;
  private final Turns turns = new Turns();
  private final List<Subscription> open = new ArrayList<>();
  private volatile @Nullable Drain drain;
  private final long origin;

  /** Since the worker was made, as of this duty cycle. */
  private long now;

  Worker(
      EventLog log,
      FrameEncoder encoder,
      StreamSettings settings,
      Jitter jitter,
      LongSupplier nanoClock,
      Counts counts) {
    this.settings = settings;
    this.jitter = jitter;
    this.nanoClock = nanoClock;
    this.counts = counts;
    this.defects = new Defects(counts);
    this.encodedFrames = encoder.reader();
    this.visit = new Visit(log, encoder, jitter, counts);
    this.origin = nanoClock.getAsLong();
    this.timers = new Timers();
    this.audiences = new Audiences(log, this);
  }

  Inbox inbox() {
    return inbox;
  }

  /** How many subscriptions were given to this worker and have not ended. Any thread counts. */
  AtomicInteger size() {
    return size;
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
    now = elapsed();
    pulse.begin(now);
    encodedFrames.enter();
    try {
      return cycle();
    } finally {
      encodedFrames.exit();
      pulse.end();
    }
  }

  private int cycle() {
    int done = inbox.drain();
    done += turns.serve(this::visit);
    done += timers.expire(now, this::timeIsUp);
    Drain begun = drain;
    done += begun == null ? 0 : begun.work(now, open, this::shutDown);
    return done;
  }

  /** Sleeps until there is something to do. */
  void rest() {
    visit.rest();
    long nanos = timers.untilNext(elapsed());
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

  // --- signals

  void signalled(Subscription subscription, int raised) {
    try {
      handle(subscription, raised);
    } catch (RuntimeException | Error e) {
      giveUp(subscription, e);
    }
  }

  private void handle(Subscription subscription, int raised) {
    if ((raised & Subscription.OPEN) != 0) {
      turns.add(subscription); // a storm of reconnects must not go ahead of live events
    }
    if ((raised & Subscription.DEPARTED) != 0) {
      over(subscription); // which its stream itself has said
    }
    if (!subscription.isOpen()) {
      return;
    }
    if ((raised & Subscription.WRITABLE) != 0) {
      subscription.blocked = false;
      turns.add(subscription); // it is behind, and has to stand in line as others who are
      schedule(subscription);
    }
    close(subscription);
  }

  /** A topic has grown: its subscriptions are to be visited. */
  void serve(Audience audience) {
    turns.add(audience);
  }

  // --- the life of a subscription

  private void open(Subscription subscription) {
    // first, so that whatever fails from here on ends it as any other
    subscription.place = open.size();
    open.add(subscription);
    subscription.phase = Subscription.Phase.LIVE;
    audiences.join(subscription);
    subscription.lastTaken = now;
    subscription.heartbeatAfter = jitter.shortened(settings.heartbeat().toNanos());
    long oldest = now + jitter.shortened(settings.lifetime().toNanos());
    subscription.lifetimeEnd = Math.min(oldest, subscription.validUntil);
    counts.addOpened();
    visit.open(subscription);
    subscription.releaseOpening();
    schedule(subscription);
    if (now >= subscription.validUntil) {
      close(subscription, CloseReason.EXPIRED); // it waited for its turn until it was too late
    }
    if (drain != null) {
      close(subscription, CloseReason.SHUTDOWN);
    }
    close(subscription);
  }

  /** Closes a subscription if that was asked for. */
  private void close(Subscription subscription) {
    CloseReason reason = subscription.requestedClose();
    if (reason != null) {
      close(subscription, reason);
    }
  }

  /**
   * Has the client told why the stream ends, behind what there is for it and one visit may write. A
   * reader who may no longer read gets none of that.
   */
  private void close(Subscription subscription, CloseReason reason) {
    if (subscription.phase == Subscription.Phase.LIVE && reason.mayReadOn()) {
      visit(subscription);
    }
    if (subscription.phase != Subscription.Phase.LIVE) {
      return;
    }
    subscription.phase = Subscription.Phase.CLOSING;
    subscription.closeDeadline = now + CLOSE_GRACE;
    counts.addClosed(reason);
    Drain begun = drain;
    Duration retry = begun == null ? jitter.retry() : jitter.drainRetry(begun.window());
    Visit.sayLast(subscription, ControlBlocks.close(reason, retry));
    visit(subscription);
    schedule(subscription);
  }

  /** Ends a subscription whose stream does not say itself that it is over. */
  private void abort(Subscription subscription) {
    try {
      if (subscription.phase != Subscription.Phase.ENDED) {
        subscription.stream.abort();
      }
    } finally {
      over(subscription);
    }
  }

  /** Ends a subscription whose stream is over. */
  private void over(Subscription subscription) {
    switch (subscription.phase) {
      case NEW -> end(subscription); // it has not had its first turn
      case LIVE -> {
        counts.addDeparted();
        remove(subscription);
      }
      case CLOSING -> remove(subscription);
      case ENDED -> {}
    }
  }

  /**
   * Ends a subscription that something unforeseen has happened to, for the sake of all others.
   * Throws nothing.
   */
  private void giveUp(Subscription subscription, Throwable cause) {
    try {
      abort(subscription);
    } catch (RuntimeException | Error e) {
      defects.note("a stream could not be aborted", e);
    }
    defects.note("a stream was ended by a defect", cause); // last: all is in order by now
  }

  private void remove(Subscription subscription) {
    try {
      audiences.leave(subscription, turns::add);
    } finally {
      Subscription last = open.removeLast();
      if (last != subscription) {
        open.set(subscription.place, last);
        last.place = subscription.place;
      }
      end(subscription);
    }
  }

  private void end(Subscription subscription) {
    size.decrementAndGet();
    subscription.end();
  }

  private void shutDown(Subscription subscription) {
    try {
      close(subscription, CloseReason.SHUTDOWN);
    } catch (RuntimeException | Error e) {
      giveUp(subscription, e);
    }
  }

  // --- serving

  private void visit(Subscription subscription) {
    try {
      if (subscription.phase == Subscription.Phase.NEW) {
        open(subscription);
      }
      if (subscription.isOpen() && !subscription.blocked) {
        visitOpen(subscription);
      }
    } catch (RuntimeException | Error e) {
      giveUp(subscription, e);
    }
  }

  private void visitOpen(Subscription subscription) {
    switch (visit.visit(subscription, now)) {
      case CAUGHT_UP -> {}
      case FULL -> schedule(subscription);
      case BEHIND -> turns.add(subscription);
      case TOLD -> {
        subscription.stream.end();
        remove(subscription);
      }
      case BROKEN -> abort(subscription);
    }
  }

  // --- time

  private void schedule(Subscription subscription) {
    if (subscription.isOpen()) {
      timers.set(subscription, due(subscription));
    }
  }

  private long due(Subscription subscription) {
    if (subscription.phase == Subscription.Phase.CLOSING) {
      return subscription.closeDeadline;
    }
    long idle =
        subscription.blocked ? settings.stallTimeout().toNanos() : subscription.heartbeatAfter;
    return Math.min(subscription.lifetimeEnd, subscription.lastTaken + idle);
  }

  private void timeIsUp(Subscription subscription) {
    if (!subscription.isOpen()) {
      return;
    }
    try {
      if (now >= due(subscription)) {
        act(subscription);
      }
      schedule(subscription);
    } catch (RuntimeException | Error e) {
      giveUp(subscription, e);
    }
  }

  private void act(Subscription subscription) {
    if (subscription.phase == Subscription.Phase.CLOSING) {
      abort(subscription);
    } else if (now >= subscription.lifetimeEnd) {
      boolean expired = now >= subscription.validUntil;
      close(subscription, expired ? CloseReason.EXPIRED : CloseReason.LIFETIME);
    } else if (subscription.blocked) {
      close(subscription, CloseReason.SLOW);
    } else {
      long before = subscription.lastTaken;
      visit(subscription); // moves the cursor to the head, if there is nothing to write
      boolean idle = subscription.lastTaken == before && subscription.control == null;
      if (subscription.isOpen() && !subscription.blocked && idle) {
        visit.heartbeat(subscription);
        subscription.heartbeatAfter = jitter.shortened(settings.heartbeat().toNanos());
        visit(subscription);
      }
    }
  }

  /** How many times are remembered, those that are no longer wanted among them. */
  int timerEntries() {
    return timers.entries();
  }

  /** Ends what is left at once. The worker's last act. Throws nothing. */
  void abortAll() {
    try {
      while (inbox.drain() > 0) {
        // each call hands on a slice
      }
    } catch (RuntimeException | Error e) {
      defects.note("signals were lost while all streams are ended", e);
    }
    Subscription behind;
    while ((behind = turns.takeBehind()) != null) {
      abortSafely(behind); // those that never had a turn among them
    }
    while (!open.isEmpty()) {
      abortSafely(open.getLast());
    }
  }

  private void abortSafely(Subscription subscription) {
    try {
      abort(subscription);
    } catch (RuntimeException | Error e) {
      giveUp(subscription, e);
    }
  }
}
