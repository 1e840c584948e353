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

  private static final VarHandle TOP = handle(Inbox.class, "top", Item.class);

  private volatile @Nullable Item top;
  private volatile boolean parked;
  private volatile @Nullable Thread owner;

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

  /** Hands on everything that was raised, oldest first. Returns how many items there were. */
  int drain() {
    Item taken = (Item) TOP.getAndSet(this, null);
    Item oldest = null;
    while (taken != null) {
      Item below = taken.next;
      taken.next = oldest;
      oldest = taken;
      taken = below;
    }
    int drained = 0;
    while (oldest != null) {
      Item item = oldest;
      oldest = item.next;
      item.next = null; // before the flags are cleared: from then on it may be pushed again
      item.signalled((int) Item.FLAGS.getAndSet(item, 0));
      drained++;
    }
    return drained;
  }

  /**
   * From here on whoever raises a flag wakes the owner. Returns whether it may sleep: nothing came
   * in before.
   */
  boolean prepareToPark() {
    owner = Thread.currentThread();
    parked = true;
    return top == null;
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
