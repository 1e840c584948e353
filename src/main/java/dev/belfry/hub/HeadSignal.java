package dev.belfry.hub;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Lets requests wait until the log's head has come as far as they need. Whoever moves the head
 * calls {@link #moved()} afterwards, which costs one volatile read while nobody waits. Thread-safe;
 * those who wait are requests, so there are no more than the server takes.
 */
final class HeadSignal {

  private final LongSupplier head;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();

  /**
   * Nobody waits.
   *
   * @param head reads the head, which is written with volatile semantics
   */
  HeadSignal(LongSupplier head) {
    this.head = head;
  }

  /**
   * Waits until the head has reached a position. Returns at once if it has.
   *
   * @return false if it has not in time, or if the thread was interrupted, which it still is then
   */
  boolean await(long position, Duration timeout) {
    if (head.getAsLong() >= position) {
      return true;
    }
    // counted ahead of the next look at the head: whoever moves it afterwards finds the count
    waiting.incrementAndGet();
    lock.lock();
    try {
      long left = timeout.toNanos();
      while (head.getAsLong() < position) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
      waiting.decrementAndGet();
    }
  }

  /** The head was moved. */
  void moved() {
    if (waiting.get() > 0) {
      lock.lock();
      try {
        moved.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** How many wait. */
  int waiting() {
    return waiting.get();
  }
}
