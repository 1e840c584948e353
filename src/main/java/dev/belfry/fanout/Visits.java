package dev.belfry.fanout;

import dev.belfry.event.EventId;
import dev.belfry.log.EventLog;
import dev.belfry.log.GapReason;
import dev.belfry.log.Head;
import dev.belfry.log.LogReader;
import dev.belfry.log.Opening;
import dev.belfry.log.Owed;
import dev.belfry.log.TopicLog;
import dev.belfry.sse.CloseReason;
import dev.belfry.sse.ControlBlocks;
import dev.belfry.sse.FrameEncoder;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A worker's visits: one reads the log from a subscription's cursor on, and writes what its stream
 * takes, within bounds. Also what a subscription has to say itself, which goes out with its visits.
 * Scratch space of one worker.
 */
final class Visits {

  /** How a visit ended. */
  enum Outcome {
    /** The reader has everything up to the head. */
    CAUGHT_UP,
    /** There is more than one visit may write, or than there was memory for. */
    BEHIND,
    /** The stream takes nothing more for now. */
    FULL,
    /** A closing stream has been told everything. */
    TOLD,
    /** The stream is broken. */
    BROKEN
  }

  private final EventLog log;
  private final Jitter jitter;
  private final Counts counts;
  private final LogReader reader = new LogReader();
  private final Delivery delivery;

  Visits(EventLog log, FrameEncoder encoder, Jitter jitter, Counts counts) {
    this.log = log;
    this.jitter = jitter;
    this.counts = counts;
    this.delivery = new Delivery(encoder);
  }

  // --- what a subscription has to say itself

  /** Moves the cursor of a new subscription to where it begins, and has it say so. */
  void sayFirst(Subscription subscription) {
    Opening opening = subscription.opening();
    subscription.owed = opening.owed().atFirstTurn(opening.topics());
    subscription.cursor = opening.cursor();
    // a connection that breaks behind the first block must not have moved the client over a gap
    Duration retry = jitter.retry();
    say(
        subscription,
        subscription.checkpoints
            ? ControlBlocks.first(retry, opening.resumableAt())
            : ControlBlocks.firstWithoutId(retry));
    subscription.gap = opening.gap();
  }

  /** Has it show that the stream is alive, and move the reader's id on. The reader is caught up. */
  void sayHeartbeat(Subscription subscription) {
    EventId cursor = subscription.checkpoints ? log.head().id(subscription.cursor) : null;
    if (subscription.heartbeatEvents) {
      say(subscription, ControlBlocks.heartbeatEvent(cursor));
    } else if (cursor != null) {
      say(subscription, ControlBlocks.heartbeat(cursor));
    } else {
      say(subscription, ControlBlocks.heartbeatWithoutId());
    }
  }

  /**
   * Has it say why the stream ends, and when to come back, ahead of what ends the stream.
   *
   * @param drain the drain, if all streams are to be ended
   */
  void sayLast(Subscription subscription, CloseReason reason, @Nullable Drain drain) {
    Duration retry = drain == null ? jitter.retry() : jitter.drainRetry(drain.window());
    String blocks = ControlBlocks.close(reason, retry);
    subscription.say(ControlBlocks.bytes(blocks, subscription.chunked, true));
  }

  private static void say(Subscription subscription, String blocks) {
    subscription.say(ControlBlocks.bytes(blocks, subscription.chunked, false));
  }

  private void sayGap(Subscription subscription, Opening.Gap gap, Head head) {
    EventId resumedAt = head.id(subscription.cursor);
    say(subscription, ControlBlocks.gap(gap.reason(), gap.requested(), resumedAt));
    counts.addGap(gap.reason());
  }

  // --- visits

  /** Lets go of the log's frames and their memory. */
  void rest() {
    reader.clear();
    delivery.clear();
  }

  /** Visits a subscription that is free. */
  Outcome visit(Subscription subscription, long now) {
    boolean live = subscription.state() == Subscription.State.LIVE;
    long head = live ? read(subscription).number() : subscription.cursor;
    delivery.begin(subscription);
    int added = live ? delivery.add(reader, subscription) : 0;
    if (!delivery.isEmpty()) {
      try {
        long taken = delivery.write(subscription.stream);
        counts.addDelivered(delivery.settle(subscription, reader, taken));
        if (taken > 0) {
          subscription.lastTaken = now;
        }
        if (taken < delivery.bytes()) {
          subscription.block();
          subscription.stream.awaitWritable();
          return Outcome.FULL;
        }
      } catch (IOException e) {
        return Outcome.BROKEN; // the client is gone, and that is all there is to know
      }
    }
    if (delivery.isStarved()) {
      return Outcome.BEHIND;
    }
    if (!live) {
      return Outcome.TOLD;
    }
    if (added < reader.size()) {
      return Outcome.BEHIND;
    }
    subscription.cursor = reader.end();
    return reader.end() < head ? Outcome.BEHIND : Outcome.CAUGHT_UP;
  }

  /**
   * Reads a batch, behind a gap if there has to be one, which is said only once the log could be
   * read on from there: it may be trimmed meanwhile. Returns the head that was read.
   */
  private Head read(Subscription subscription) {
    TopicLog[] topics = subscription.topics;
    Owed owed = subscription.owed;
    Opening.Gap gap = subscription.gap;
    while (true) {
      Head head = log.head();
      if (gap != null) {
        subscription.cursor = LogReader.resumption(topics, subscription.cursor, owed, head);
      }
      if (reader.read(topics, subscription.cursor, owed, head)) {
        if (gap != null) {
          subscription.gap = null;
          sayGap(subscription, gap, head);
        }
        return head;
      }
      if (gap == null) {
        GapReason breach = head.breach(subscription.cursor, owed);
        GapReason reason = breach == null ? GapReason.OVERRUN : breach;
        gap = new Opening.Gap(reason, head.id(subscription.cursor).toString());
      }
    }
  }
}
