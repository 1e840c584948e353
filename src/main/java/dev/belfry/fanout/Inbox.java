package dev.belfry.fanout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What others have to tell a worker: a stack of items that have a flag raised. An item stands in it
 * at most once, so it is bounded by the number of items, and nothing is allocated.
 *
 * <p>No wake-up is lost. Who raises a flag pushes the item first and looks at {@code parked} then;
 * the worker sets {@code parked} first and looks at the stack then. Both are volatile, so at least
 * one of the two sees the other.
 */
final class Inbox {

  /**
   * How many items are handed on in a row. A crowd that leaves at once raises a flag each, and live
   * events must not wait for all of them.
   */
  static final int SLICE = 1024;

  /** How many items say for how large a crowd there is work: one post raises few. */
  private static final int LOOKED_AT = 64;

  private static final VarHandle TOP = handle(Inbox.class, "top", Item.class);

  private volatile @Nullable Item top;
  private volatile boolean parked;
  private volatile @Nullable Thread owner;

  /** Items that were taken off the stack and are not handed on yet, oldest first. The worker's. */
  private @Nullable Item taken;

  private static VarHandle handle(Class<?> in, String field, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(in, MethodHandles.lookup())
          .findVarHandle(in, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Something that flags can be raised on; belongs to one inbox for good. */
  abstract static class Item {

    private static final VarHandle FLAGS = handle(Item.class, "flags", int.class);

    private final Inbox inbox;

    @SuppressWarnings("UnusedVariable") // by FLAGS
    private volatile int flags;

    private @Nullable Item next;

    Item(Inbox inbox) {
      this.inbox = inbox;
    }

    /** Raises flags, on any thread. */
    final void raise(int raised) {
      if ((int) FLAGS.getAndBitwiseOr(this, raised) == 0) {
        inbox.push(this);
      }
    }

    /** Called by the worker with the flags raised since it was last called. */
    abstract void signalled(int raised);

    /** How many subscriptions are going to be served because of it. The worker asks. */
    int crowd() {
      return 0;
    }
  }

  private void push(Item item) {
    Item below;
    do {
      below = top;
      item.next = below;
    } while (!TOP.compareAndSet(this, below, item));
    wake();
  }

  /** Ends a {@link #park}, now or as soon as it begins. */
  void wake() {
    if (parked) {
      LockSupport.unpark(owner);
    }
  }

  // --- the worker's side

  /**
   * Hands on what was raised, oldest first, and {@link #SLICE} items at most. Should one of them
   * fail, its flags are raised anew, and those behind it stay for the next call.
   *
   * @return how many items there were; not 0 if there is something left
   */
  int handOn() {
    if (taken == null) {
      taken = takeAll();
    }
    int handedOn = 0;
    for (Item item = taken; item != null && handedOn < SLICE; item = taken) {
      taken = item.next;
      item.next = null; // before the flags are cleared: from then on it may be pushed again
      int raised = (int) Item.FLAGS.getAndSet(item, 0);
      boolean handled = false;
      try {
        item.signalled(raised);
        handled = true;
      } finally {
        if (!handled) {
          item.raise(raised);
        }
      }
      handedOn++;
    }
    return handedOn;
  }

  /** Takes the stack, and turns it round. Returns the oldest item. */
  private @Nullable Item takeAll() {
    Item newest = (Item) TOP.getAndSet(this, null);
    Item oldest = null;
    while (newest != null) {
      Item below = newest.next;
      newest.next = oldest;
      oldest = newest;
      newest = below;
    }
    return oldest;
  }

  /**
   * How many subscriptions are going to be served because of what was raised since the last call of
   * {@link #handOn}, as far as the newest {@link #LOOKED_AT} items say.
   */
  int crowd() {
    int crowd = 0;
    Item item = top;
    for (int i = 0; item != null && i < LOOKED_AT; i++) {
      crowd += item.crowd();
      item = item.next; // nobody else takes items off
    }
    return crowd;
  }

  /**
   * From here on whoever raises a flag wakes the owner. Returns whether it may sleep: nothing came
   * in before.
   */
  boolean prepareToPark() {
    owner = Thread.currentThread();
    parked = true;
    return top == null && taken == null;
  }

  void awake() {
    parked = false;
  }

  /**
   * Sleeps until something is raised, or a time has passed.
   *
   * @param nanos how long at most; {@link Long#MAX_VALUE} without a bound
   */
  void park(long nanos) {
    if (prepareToPark()) {
      if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
    awake();
  }
}
