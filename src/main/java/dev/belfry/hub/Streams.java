package dev.belfry.hub;

import dev.belfry.access.Caller;
import dev.belfry.event.Start;
import dev.belfry.fanout.FanOut;
import dev.belfry.fanout.Jitter;
import dev.belfry.log.EventLog;
import dev.belfry.log.Opening;
import dev.belfry.sse.CloseReason;
import dev.belfry.sse.ControlBlocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Admits streams, knows whose they are, and ends them. Thread-safe. */
public final class Streams {

  /** What the life of the node allows. */
  private enum Phase {
    SERVING,
    /** Streams are being ended; publishes still reach them. */
    DRAINING,
    /** All streams have ended. */
    DRAINED
  }

  private final Feed feed;
  private final EventLog log;
  private final FanOut fanOut;
  private final StreamLimits limits;
  private final Jitter jitter;
  private final InstantSource clock;
  private final Refusals refusals;
  private final Subjects subjects;
  private final AtomicInteger seats = new AtomicInteger();
  private final AtomicInteger subscriptions = new AtomicInteger();
  private volatile Phase phase = Phase.SERVING;

  /**
   * No streams yet.
   *
   * @param clock tells how long a caller may still read
   */
  Streams(
      Feed feed,
      EventLog log,
      FanOut fanOut,
      StreamLimits limits,
      Jitter jitter,
      InstantSource clock,
      Refusals refusals,
      Subjects subjects) {
    this.feed = feed;
    this.log = log;
    this.fanOut = fanOut;
    this.limits = limits;
    this.jitter = jitter;
    this.clock = clock;
    this.refusals = refusals;
    this.subjects = subjects;
    shedCounter(CloseReason.OVERLOADED); // so that it is there to be watched before it counts
    shedCounter(CloseReason.SHUTDOWN);
  }

  private LongAdder shedCounter(CloseReason reason) {
    return refusals.counter("stream-" + reason.text());
  }

  /**
   * Asks for a place for one more stream. Where it begins is decided before this returns, and so
   * before its client hears that it is open: what is published from then on is delivered to it, or
   * covered by a gap. For the thread of the request, which may search for the newest events here.
   */
  public Admission subscribe(SubscribeRequest request) {
    int topics = request.permit().topics().size();
    boolean few = seats.incrementAndGet() <= limits.streams();
    few &= subscriptions.addAndGet(topics) <= limits.subscriptions();
    // behind the count: a drain that begins meanwhile finds this seat, or is found here
    boolean serving = phase == Phase.SERVING;
    if (!serving || !few) {
      leave(topics);
      return shed(serving ? CloseReason.OVERLOADED : CloseReason.SHUTDOWN);
    }
    try {
      return new Admission.Admitted(seat(request, topics));
    } catch (RuntimeException | Error e) {
      leave(topics);
      throw e;
    }
  }

  private void leave(int topics) {
    seats.decrementAndGet();
    subscriptions.addAndGet(-topics);
  }

  private Seat seat(SubscribeRequest request, int topics) {
    Caller caller = request.permit().caller();
    Duration validFor = validFor(caller);
    if (request.start() instanceof Start.After(String id)) {
      feed.reach(id);
    }
    Opening opening = Opening.of(log, request.topicList(), request.start());
    try {
      String subject = caller.subject();
      if (subject == null) {
        return new Seat(fanOut, opening, request.form(), validFor, seat -> leave(topics));
      }
      Seat seat =
          new Seat(
              fanOut,
              opening,
              request.form(),
              validFor,
              released -> {
                subjects.remove(subject, released);
                leave(topics);
              });
      subjects.add(subject, seat);
      return seat;
    } catch (RuntimeException | Error e) {
      opening.release(); // nobody has the seat, so nobody else would
      throw e;
    }
  }

  /** How long a caller may still read; null without a bound. */
  private @Nullable Duration validFor(Caller caller) {
    return caller.until().equals(Instant.MAX)
        ? null
        : Duration.between(clock.instant(), caller.until());
  }

  private Admission shed(CloseReason reason) {
    shedCounter(reason).increment();
    return new Admission.Shed(ControlBlocks.close(reason, jitter.shedRetry()));
  }

  /**
   * Ends the streams of a subject, each told {@code revoked}.
   *
   * @return how many there were
   */
  public int revoke(String subject) {
    return subjects.revoke(subject);
  }

  /** Whether the node is about to stop, so that new streams are shed. */
  public boolean isDraining() {
    return phase != Phase.SERVING;
  }

  /** Whether all streams have ended because the node stops. */
  boolean isDrained() {
    return phase == Phase.DRAINED;
  }

  /**
   * Ends all streams, in slices. Publishes are accepted until that is done. Blocks for the drain
   * window at most.
   *
   * @return whether all streams have ended
   */
  public boolean drain() {
    phase = Phase.DRAINING;
    boolean ended = fanOut.drain(seats::get); // those that are not opened yet among them
    phase = Phase.DRAINED;
    return ended;
  }

  /** Streams that have a place. */
  public int size() {
    return seats.get();
  }

  /** How many streams may have a place. */
  public int most() {
    return limits.streams();
  }

  /** How many topics all open streams have together, each counted for each stream. */
  public int subscriptions() {
    return subscriptions.get();
  }

  /** How many they may have. */
  public int mostSubscriptions() {
    return limits.subscriptions();
  }
}
