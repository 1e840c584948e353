package dev.belfry.fanout;

import dev.belfry.sse.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a worker's subscriptions from their first turn to their end: gives them their turns, hears
 * what their signals and their times say, and does what belongs to each transition of their {@link
 * Subscription.State}. An error ends the one subscription that it happened to. The worker's own,
 * but for {@link #size}.
 */
final class Lifecycle {

  private final Turns turns;
  private final Schedule schedule;
  private final Visits visits;
  private final Audiences audiences;
  private final Counts counts;
  private final Defects defects;
  private final AtomicInteger size = new AtomicInteger();
  private final List<Subscription> open = new ArrayList<>();

  /** As of this duty cycle. */
  private long now;

  private @Nullable Drain drain;

  Lifecycle(
      Turns turns,
      Schedule schedule,
      Visits visits,
      Audiences audiences,
      Counts counts,
      Defects defects) {
    this.turns = turns;
    this.schedule = schedule;
    this.visits = visits;
    this.audiences = audiences;
    this.counts = counts;
    this.defects = defects;
  }

  /** How many subscriptions were given to the worker and have not ended. Any thread counts. */
  AtomicInteger size() {
    return size;
  }

  /**
   * A duty cycle begins.
   *
   * @param time the worker's
   * @param begun the drain, if all streams are to be ended
   */
  void begin(long time, @Nullable Drain begun) {
    now = time;
    drain = begun;
  }

  // --- what makes it act: turns, signals, times, the drain

  /** Gives a subscription its turn. It may have ended since it was given one. Throws nothing. */
  void serve(Subscription subscription) {
    try {
      if (subscription.state() == Subscription.State.NEW) {
        open(subscription);
      }
      if (subscription.isFree()) {
        visit(subscription);
      }
    } catch (RuntimeException | Error e) {
      giveUp(subscription, e);
    }
  }

  private void visit(Subscription subscription) {
    switch (visits.visit(subscription, now)) {
      case CAUGHT_UP -> {}
      case FULL -> schedule.set(subscription);
      case BEHIND -> turns.add(subscription);
      case TOLD -> {
        subscription.stream.end();
        remove(subscription);
      }
      case BROKEN -> abort(subscription);
    }
  }

  /** Flags were raised. Throws nothing. */
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
      subscription.unblock();
      turns.add(subscription); // it is behind, and has to stand in line as others who are
      schedule.set(subscription);
    }
    closeIfRequested(subscription);
  }

  /** A subscription is to be looked at. Throws nothing. */
  void timeIsUp(Subscription subscription) {
    if (!subscription.isOpen()) {
      return;
    }
    try {
      switch (schedule.due(subscription, now)) {
        case NOTHING -> {}
        case HEARTBEAT -> beat(subscription);
        case STALLED -> close(subscription, CloseReason.SLOW);
        case TOO_OLD -> close(subscription, CloseReason.LIFETIME);
        case EXPIRED -> close(subscription, CloseReason.EXPIRED);
        case OVERDUE -> abort(subscription);
      }
      schedule.set(subscription);
    } catch (RuntimeException | Error e) {
      giveUp(subscription, e);
    }
  }

  private void beat(Subscription subscription) {
    long before = subscription.lastTaken;
    serve(subscription); // moves the cursor to the head, if there is nothing to write
    boolean idle = subscription.lastTaken == before && subscription.control == null;
    if (subscription.isFree() && idle) {
      visits.sayHeartbeat(subscription);
      subscription.heartbeatAfter = schedule.heartbeatAfter();
      serve(subscription);
    }
  }

  /** Goes on with the drain, if one has begun. Returns how many streams it has ended. */
  int drain() {
    Drain begun = drain;
    return begun == null ? 0 : begun.work(now, open, this::shutDown);
  }

  private void shutDown(Subscription subscription) {
    try {
      close(subscription, CloseReason.SHUTDOWN);
    } catch (RuntimeException | Error e) {
      giveUp(subscription, e);
    }
  }

  /** Ends what is left at once, with all that stands in line. Throws nothing. */
  void abortAll() {
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

  // --- from the first turn to the end

  private void open(Subscription subscription) {
    long heartbeatAfter = schedule.heartbeatAfter();
    long closeAt = schedule.closeAt(subscription, now);
    subscription.index = open.size();
    open.add(subscription);
    subscription.open(now, heartbeatAfter, closeAt);
    // whatever fails from here on ends it as any other
    audiences.join(subscription);
    counts.addOpened();
    visits.sayFirst(subscription);
    subscription.releaseOpening();
    schedule.set(subscription);
    if (now >= subscription.validUntil) {
      close(subscription, CloseReason.EXPIRED); // it waited for its turn until it was too late
    }
    if (drain != null) {
      close(subscription, CloseReason.SHUTDOWN);
    }
    closeIfRequested(subscription);
  }

  private void closeIfRequested(Subscription subscription) {
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
    if (subscription.isReading() && reason.mayReadOn()) {
      serve(subscription);
    }
    if (!subscription.isReading()) {
      return;
    }
    subscription.beginClosing(schedule.abortAt(now));
    counts.addClosed(reason);
    visits.sayLast(subscription, reason, drain);
    serve(subscription);
    schedule.set(subscription);
  }

  /** Ends a subscription whose stream does not say itself that it is over. */
  private void abort(Subscription subscription) {
    try {
      if (subscription.state() != Subscription.State.ENDED) {
        subscription.stream.abort();
      }
    } finally {
      over(subscription);
    }
  }

  /** Ends a subscription whose stream is over. */
  private void over(Subscription subscription) {
    switch (subscription.state()) {
      case NEW -> end(subscription); // it has not had its first turn
      case LIVE, BLOCKED -> {
        counts.addDeparted();
        remove(subscription);
      }
      case CLOSING, CLOSING_BLOCKED -> remove(subscription);
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
        open.set(subscription.index, last);
        last.index = subscription.index;
      }
      end(subscription);
    }
  }

  private void end(Subscription subscription) {
    size.decrementAndGet();
    subscription.end();
  }
}
