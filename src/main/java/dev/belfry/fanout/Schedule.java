package dev.belfry.fanout;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * When the next thing is due for each subscription if nothing happens, and what that is. Times are
 * the worker's. The worker's own.
 */
final class Schedule {

  /** How long a closing stream may take for its last bytes. */
  private static final long CLOSE_GRACE = Duration.ofSeconds(5).toNanos();

  /** What is due for a subscription that is open. */
  enum Due {
    NOTHING,
    /** The stream was idle for long enough. */
    HEARTBEAT,
    /** The stream has taken nothing for too long. */
    STALLED,
    /** The stream is as old as it may become. */
    TOO_OLD,
    /** The reader may no longer read. */
    EXPIRED,
    /** The last bytes were not taken in time. */
    OVERDUE
  }

  private final StreamSettings settings;
  private final Jitter jitter;
  private final Timers timers = new Timers();

  Schedule(StreamSettings settings, Jitter jitter) {
    this.settings = settings;
    this.jitter = jitter;
  }

  /** How long a stream may be idle until its next heartbeat: to be drawn anew for each. */
  long heartbeatAfter() {
    return jitter.shortened(settings.heartbeat().toNanos());
  }

  /** When a subscription that is opened now is closed at the latest: to be drawn once. */
  long closeAt(Subscription subscription, long now) {
    long oldest = now + jitter.shortened(settings.lifetime().toNanos());
    return Math.min(oldest, subscription.validUntil);
  }

  /** When a subscription that is closed now is aborted at the latest. */
  long abortAt(long now) {
    return now + CLOSE_GRACE;
  }

  /** Has a subscription looked at when something is due for it, or earlier; one that is open. */
  void set(Subscription subscription) {
    if (subscription.isOpen()) {
      timers.set(subscription, next(subscription));
    }
  }

  private long next(Subscription subscription) {
    if (!subscription.isReading()) {
      return subscription.deadline();
    }
    long idle =
        subscription.isFree() ? subscription.heartbeatAfter : settings.stallTimeout().toNanos();
    return Math.min(subscription.deadline(), subscription.lastTaken + idle);
  }

  /** What is due for a subscription that is open. */
  Due due(Subscription subscription, long now) {
    if (now < next(subscription)) {
      return Due.NOTHING;
    }
    if (!subscription.isReading()) {
      return Due.OVERDUE;
    }
    if (now >= subscription.deadline()) {
      return now >= subscription.validUntil ? Due.EXPIRED : Due.TOO_OLD;
    }
    return subscription.isFree() ? Due.HEARTBEAT : Due.STALLED;
  }

  /** Hands on the subscriptions that are to be looked at: see {@link Timers#expire}. */
  int expire(long now, Consumer<Subscription> due) {
    return timers.expire(now, due);
  }

  /** How long nothing is to be looked at: see {@link Timers#untilNext}. */
  long untilNext(long now) {
    return timers.untilNext(now);
  }

  /** How many times are remembered, those that are no longer wanted among them. */
  int entries() {
    return timers.entries();
  }
}
