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

  /** How many subscriptions of a topic are visited before the next topic has its turn. */
  static final int SLICE = 128;

  /** About how many subscriptions are visited in a duty cycle because their topic has grown. */
  private static final int LIVE = 4 * SLICE;

  /** How many subscriptions that are behind are visited in a duty cycle. */
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
   * @param visit visits a subscription, which may have ended since it was queued
   * @return how much was done, and whether there is more
   */
  int serve(Consumer<Subscription> visit) {
    return serveTopics(visit) + serveBehind(visit) + grown.size() + behind.size();
  }

  /** Takes out the first of those who stand in line, or returns null. */
  @Nullable Subscription takeBehind() {
    Subscription first = behind.poll();
    if (first != null) {
      first.queued = false;
    }
    return first;
  }

  private int serveTopics(Consumer<Subscription> visit) {
    int visited = 0;
    for (int turns = grown.size(); turns > 0 && visited < LIVE; turns--) {
      visited += serveFirst(visit);
    }
    return visited;
  }

  /**
   * Serves a slice of the first topic's round. Should a visit fail, the round goes on behind it.
   */
  private int serveFirst(Consumer<Subscription> visit) {
    Audience audience = grown.remove();
    int visited = 0;
    boolean more = true;
    try {
      while (visited < SLICE) {
        if (visited % PREFETCH == 0) {
          prefetched += audience.prefetch(PREFETCH);
        }
        Subscription subscription = audience.next();
        if (subscription == null) {
          more = audience.finishRound();
          break;
        }
        visit.accept(subscription);
        visited++;
      }
    } finally {
      if (more) {
        grown.add(audience);
      }
    }
    return visited;
  }

  private int serveBehind(Consumer<Subscription> visit) {
    int turns = Math.min(behind.size(), BEHIND);
    int visited = 0;
    Subscription subscription;
    while (visited < turns && (subscription = takeBehind()) != null) {
      visit.accept(subscription);
      visited++;
    }
    return visited;
  }
}
