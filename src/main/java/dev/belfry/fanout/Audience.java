package dev.belfry.fanout;

import dev.belfry.event.TopicName;
import dev.belfry.log.AppendListener;
import dev.belfry.log.TopicLog;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A worker's subscriptions to one topic, and how far the current round over them has come. All but
 * {@link #appended} and {@link #readers} belongs to the worker.
 */
final class Audience extends Inbox.Item implements AppendListener {

  private static final int GREW = 1;

  final TopicName name;
  private final Worker worker;
  private @Nullable Subscription[] subscriptions = new Subscription[2];
  private volatile int size;

  /** The topic alone, once it is followed. */
  private TopicLog[] topic = {};

  /** This audience alone. */
  private final Audience[] alone = {this};

  /** The next subscription of the round. */
  private int next;

  /** Whether a round is under way. */
  private boolean serving;

  /** Whether the topic grew after the round began. */
  private boolean again;

  Audience(Worker worker, TopicName name) {
    super(worker.inbox());
    this.worker = worker;
    this.name = name;
  }

  @Override
  public void appended() {
    raise(GREW);
  }

  @Override
  public int readers() {
    return size;
  }

  @Override
  void signalled(int raised) {
    if (serving) {
      again |= next > 0;
    } else {
      next = 0;
      worker.grown(this);
      serving = true; // last: what is not in the queue must not count as being served
    }
  }

  @Override
  int crowd() {
    return size;
  }

  void follows(TopicLog followed) {
    topic = new TopicLog[] {followed};
  }

  TopicLog topic() {
    return topic[0];
  }

  /** The topic, for all subscriptions to nothing else: one array for each would be a cache miss. */
  TopicLog[] topicAlone() {
    return topic;
  }

  /** This audience, for all subscriptions to nothing else. */
  Audience[] alone() {
    return alone;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Adds a subscription, and returns its slot. */
  int add(Subscription subscription) {
    int slot = size;
    if (slot == subscriptions.length) {
      subscriptions = Arrays.copyOf(subscriptions, slot * 2);
    }
    subscriptions[slot] = subscription;
    size = slot + 1;
    return slot;
  }

  /**
   * Takes a subscription out; the last one moves to its slot.
   *
   * @return one that has moved to where the round has already been, and so still has to be served
   */
  @Nullable Subscription remove(int slot) {
    int last = size - 1;
    Subscription moved = subscriptions[last];
    subscriptions[slot] = moved;
    subscriptions[last] = null;
    size = last;
    if (moved == null || slot == last) {
      return null;
    }
    for (int i = 0; i < moved.audiences.length; i++) {
      if (this.equals(moved.audiences[i])) {
        moved.slots[i] = slot;
      }
    }
    return serving && slot < next ? moved : null;
  }

  /** The next subscription that the round has not served, or null at the end of the round. */
  @Nullable Subscription next() {
    return next < size ? subscriptions[next++] : null;
  }

  /** Reads what visits to the next subscriptions will need. Returns anything. */
  int prefetch(int count) {
    int read = 0;
    int end = Math.min(size, next + count);
    try {
      for (int i = next; i < end; i++) {
        Subscription subscription = subscriptions[i];
        read += subscription == null ? 0 : subscription.prefetch();
      }
    } catch (RuntimeException | Error e) {
      // a defect of one stream, which its visit is going to meet; the round must go on
    }
    return read;
  }

  /** Ends a round. Returns whether another one has to follow. */
  boolean finishRound() {
    next = 0;
    serving = again;
    again = false;
    return serving;
  }
}
