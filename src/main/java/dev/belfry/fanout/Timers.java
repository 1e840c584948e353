package dev.belfry.fanout;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A timing wheel of subscriptions, with one time each at which it wants to be looked at. Setting an
 * earlier time leaves the old entry behind, which is passed over. Times are nanoseconds from the
 * worker's beginning. The worker's own.
 */
final class Timers {

  /** How exact a time is kept: 2^25 ns, about 34 ms. */
  private static final int TICK_SHIFT = 25;

  private static final int BUCKETS = 1024;

  private final List<@Nullable ArrayList<Subscription>> buckets = new ArrayList<>();
  private final BitSet filled = new BitSet(BUCKETS);
  private long tick;

  /** The bucket that is being handed on: it is finished first if that was cut short. */
  private @Nullable ArrayList<Subscription> expiring;

  /** The next entry of it. */
  private int next;

  Timers() {
    for (int i = 0; i < BUCKETS; i++) {
      buckets.add(null);
    }
  }

  private static long tickOf(long nanos) {
    return nanos >> TICK_SHIFT;
  }

  /**
   * Has a subscription looked at at a time, or earlier: one that is set already stands if it is
   * earlier, and one beyond the wheel is brought forward to its rim.
   */
  void set(Subscription subscription, long nanos) {
    long due = Math.min(Math.max(tickOf(nanos), tick) + 1, tick + BUCKETS - 1);
    if (subscription.timer != Subscription.NO_TIMER && subscription.timer <= due) {
      // It stays where it is: when that time comes, it is found not to be due, and is set again.
      // Moving it with each write would leave an entry behind in each bucket it was in.
      return;
    }
    subscription.timer = due;
    int index = (int) (due % BUCKETS);
    ArrayList<Subscription> bucket = buckets.get(index);
    if (bucket == null) {
      bucket = new ArrayList<>(4);
      buckets.set(index, bucket);
    }
    bucket.add(subscription);
    filled.set(index);
  }

  /** How many entries there are. */
  int entries() {
    int entries = 0;
    for (ArrayList<Subscription> bucket : buckets) {
      entries += bucket == null ? 0 : bucket.size();
    }
    return entries;
  }

  /**
   * Hands on the subscriptions whose time has come. Should one of them fail, those behind it are
   * handed on by the next call.
   *
   * @return how many there were
   */
  int expire(long now, Consumer<Subscription> due) {
    int expired = handOn(due);
    for (long target = tickOf(now); tick < target; ) {
      tick = Math.min(target, tick + ticksToNext());
      int index = (int) (tick % BUCKETS);
      if (filled.get(index)) {
        expiring = buckets.set(index, null); // those that come back go to another bucket
        filled.clear(index);
        expired += handOn(due);
      }
    }
    return expired;
  }

  private int handOn(Consumer<Subscription> due) {
    int expired = 0;
    for (ArrayList<Subscription> bucket = expiring; bucket != null; bucket = expiring) {
      if (next == bucket.size()) {
        expiring = null;
        next = 0;
        continue;
      }
      Subscription subscription = bucket.get(next++);
      if (subscription.timer == tick) {
        subscription.timer = Subscription.NO_TIMER;
        due.accept(subscription);
        expired++;
      }
    }
    return expired;
  }

  /** How long nothing is due, in nanoseconds; {@link Long#MAX_VALUE} if nothing is set. */
  long untilNext(long now) {
    if (expiring != null) {
      return 0;
    }
    if (filled.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, ((tick + ticksToNext()) << TICK_SHIFT) - now);
  }

  /** Ticks to the next filled bucket, at least 1; a full turn if there is none. */
  private long ticksToNext() {
    int after = (int) ((tick + 1) % BUCKETS);
    int next = filled.nextSetBit(after);
    if (next < 0) {
      next = filled.nextSetBit(0);
    }
    if (next < 0) {
      return BUCKETS;
    }
    return ((next - after + BUCKETS) % BUCKETS) + 1L;
  }
}
