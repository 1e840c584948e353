package dev.belfry.fanout;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is served next: first the topics that have grown, which take turns in slices of
 * subscriptions, then subscriptions that are new or behind. The worker's own.
 *
 * <p>Both queues are bounded: a topic and a subscription stand in them at most once.
 */
final class Turns {

  /** How many subscriptions of a topic are served before the next topic has its turn. */
  static final int SLICE = 128;

  /** About how many subscriptions are served in a duty cycle because their topic has grown. */
  private static final int LIVE = 4 * SLICE;

  /** How many subscriptions that are behind are served in a duty cycle. */
  private static final int BEHIND = 64;

  /**
   * How many subscriptions have their memory fetched together. A visit reads a chain of objects
   * that have not been looked at since the last event, and a system call stands between one chain
   * and the next: read ahead, the chains are fetched side by side, which takes a third off what a
   * delivery costs outside of the kernel.
   */
  private static final int PREFETCH = 16;

  /** Nobody reads it: that it is written keeps the reads ahead from being optimised away. */
  @SuppressWarnings("UnusedVariable")
  private int prefetched;

  private final ArrayDeque<Audience> grown = new ArrayDeque<>();
  private final ArrayDeque<Subscription> behind = new ArrayDeque<>();

  /** Adds a topic that has grown; it is not in the queue. */
  void add(Audience audience) {
    grown.add(audience);
  }

  /** Adds a subscription that is new or behind, unless it stands in line already. */
  void add(Subscription subscription) {
    if (!subscription.queued) {
      subscription.queued = true;
      behind.add(subscription);
    }
  }

  /**
   * Serves for one duty cycle.
   *
   * @param serve serves a subscription, which may have ended since it was queued
   * @return how much was done, and whether there is more
   */
  int serve(Consumer<Subscription> serve) {
    return serveTopics(serve) + serveBehind(serve) + grown.size() + behind.size();
  }

  /** Takes out the first of those who stand in line, or returns null. */
  @Nullable Subscription takeBehind() {
    Subscription first = behind.poll();
    if (first != null) {
      first.queued = false;
    }
    return first;
  }

  private int serveTopics(Consumer<Subscription> serve) {
    int served = 0;
    for (int turns = grown.size(); turns > 0 && served < LIVE; turns--) {
      served += serveFirst(serve);
    }
    return served;
  }

  /** Serves a slice of the first topic's round. Should one fail, the round goes on behind it. */
  private int serveFirst(Consumer<Subscription> serve) {
    Audience audience = grown.remove();
    int served = 0;
    boolean more = true;
    try {
      while (served < SLICE) {
        if (served % PREFETCH == 0) {
          prefetched += audience.prefetch(PREFETCH);
        }
        Subscription subscription = audience.next();
        if (subscription == null) {
          more = audience.finishRound();
          break;
        }
        serve.accept(subscription);
        served++;
      }
    } finally {
      if (more) {
        grown.add(audience);
      }
    }
    return served;
  }

  private int serveBehind(Consumer<Subscription> serve) {
    int turns = Math.min(behind.size(), BEHIND);
    int served = 0;
    Subscription subscription;
    while (served < turns && (subscription = takeBehind()) != null) {
      serve.accept(subscription);
      served++;
    }
    return served;
  }
}
