package dev.belfry.store.file;

import dev.belfry.store.AppendOutcome;
import dev.belfry.store.IdempotencyKey;
import dev.belfry.store.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Brings requests from publishers to the writer. A publisher puts one in and waits for its answer;
 * the writer takes all that are there. How many may wait is bounded, and how long.
 */
final class RequestQueue {

  /** How many requests may wait; more are refused. */
  private static final int MOST = 4096;

  /** While so many bytes of data wait, further requests are refused. */
  private static final long MOST_BYTES = 64 << 20;

  /** How long a publisher waits for the disk. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long a publisher waits for another that sent the same key. */
  private static final Duration KEY_PATIENCE = Duration.ofSeconds(5);

  private final LongSupplier nanoClock;
  private final BlockingQueue<Request<?>> queue = new ArrayBlockingQueue<>(MOST);

  /** Requests that are not answered yet, also those that the writer has taken. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final AtomicLong waitingBytes = new AtomicLong();

  /** Requests with a key that are not answered yet. */
  private final ConcurrentMap<IdempotencyKey.Digest, Request.Append> underWay =
      new ConcurrentHashMap<>();

  private volatile boolean closed;

  /** An empty queue. */
  RequestQueue(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  // --- the publishers' side

  /** How many requests wait for an answer. */
  int waiting() {
    return waiting.get();
  }

  /** Asks, and waits for the answer. */
  <T> T ask(Request<T> request) {
    long bytes = request.bytes();
    boolean few = waiting.incrementAndGet() <= MOST;
    boolean small = waitingBytes.getAndAdd(bytes) < MOST_BYTES;
    try {
      if (few && small && !closed && queue.offer(request) && !isTooLate(request)) {
        T outcome = request.await(PATIENCE);
        if (outcome != null) {
          return outcome;
        }
        if (!request.giveUp()) {
          return request.refusal(new Refusal.Unknown());
        }
        queue.remove(request); // it makes room for another
      }
      T refusal = request.refusal(new Refusal.Unavailable(Writer.TRY_AGAIN));
      request.end(refusal); // for those who wait for its key
      return refusal;
    } finally {
      waitingBytes.addAndGet(-bytes);
      waiting.decrementAndGet();
    }
  }

  /** Whether nobody takes a request any more that has come behind the last ones. */
  private boolean isTooLate(Request<?> request) {
    return closed && queue.remove(request);
  }

  /** Asks while nobody else asks with the same key. */
  AppendOutcome askOnce(Request.Append request, IdempotencyKey.Digest key) {
    long begin = nanoClock.getAsLong();
    Request.Append other;
    while ((other = underWay.putIfAbsent(key, request)) != null) {
      Duration left = KEY_PATIENCE.minusNanos(nanoClock.getAsLong() - begin);
      if (left.isNegative() || other.await(left) == null) {
        return new Refusal.KeyInUse(Refusal.RETRY_AFTER);
      }
      underWay.remove(key, other); // as its publisher is about to
    }
    try {
      return ask(request);
    } finally {
      underWay.remove(key, request);
    }
  }

  // --- the writer's side

  /**
   * Takes all requests that are there; waits for a first one.
   *
   * @return none if none came in time, or the queue was closed
   */
  List<Request<?>> take(Duration patience) throws InterruptedException {
    List<Request<?>> taken = new ArrayList<>();
    Request<?> first = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      taken.add(first);
      queue.drainTo(taken);
    }
    return taken;
  }

  boolean isClosed() {
    return closed;
  }

  /** Accepts no more requests, and wakes the writer. What is in the queue may still be taken. */
  void close() {
    closed = true;
    queue.offer(new Request.Nothing()); // if there is no room for it, the writer is awake
  }

  /** Accepts no more requests, and refuses those that were not taken. */
  void refuseAll() {
    closed = true;
    List<Request<?>> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(request -> request.refuse(new Refusal.Unavailable(Writer.TRY_AGAIN)));
  }
}
