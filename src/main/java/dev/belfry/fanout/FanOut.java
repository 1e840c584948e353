package dev.belfry.fanout;

import dev.belfry.log.EventLog;
import dev.belfry.log.Opening;
import dev.belfry.sse.FrameEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The workers that serve all subscriptions of this node. Thread-safe. */
public final class FanOut implements AutoCloseable {

  /** How long a worker waits after a failed duty cycle, so that one that persists fills no log. */
  private static final long AFTER_FAILURE = 10_000_000L;

  private final StreamSettings settings;
  private final LongSupplier nanoClock;
  private final Counts counts = new Counts();
  private final Defects defects = new Defects(counts);
  private final List<Worker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running = true;

  /**
   * Workers that are not running yet.
   *
   * @param workers how many
   * @param nanoClock as {@link System#nanoTime()}
   */
  public FanOut(
      EventLog log,
      FrameEncoder encoder,
      StreamSettings settings,
      int workers,
      Jitter jitter,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.nanoClock = nanoClock;
    for (int i = 0; i < workers; i++) {
      this.workers.add(new Worker(log, encoder, settings, jitter, nanoClock, counts));
    }
  }

  /** Starts a thread for each worker. */
  public void start() {
    for (Worker worker : workers) {
      Thread thread = new Thread(() -> run(worker), "belfry-fanout-" + threads.size());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** For tests that step it. */
  Worker onlyWorker() {
    return workers.getFirst();
  }

  private void run(Worker worker) {
    try {
      while (running) {
        try {
          if (worker.work() == 0) {
            worker.rest();
          }
        } catch (RuntimeException | Error e) {
          // the worker goes on, for the sake of all other subscriptions
          defects.note("a duty cycle of the fan-out failed", e);
          LockSupport.parkNanos(AFTER_FAILURE);
        }
      }
    } finally {
      worker.abortAll();
    }
  }

  /**
   * For how long the worker that has been silent longest has not come by, though it was asked to.
   * Asks, so that the next call can tell.
   */
  public Duration age() {
    return Duration.ofNanos(workers.stream().mapToLong(Worker::age).max().orElse(0));
  }

  /**
   * Opens a subscription on a stream. Its worker writes the first block.
   *
   * @param opening where it begins; the subscription releases it
   * @param validFor how long its reader may read, whereupon the stream ends as {@code expired};
   *     null without a bound
   * @param ended called once by the worker, when the subscription has ended: it must not block
   */
  public Subscription subscribe(
      EventStream stream,
      Opening opening,
      StreamForm form,
      @Nullable Duration validFor,
      Runnable ended) {
    Worker least = workers.getFirst();
    for (Worker worker : workers) {
      if (worker.size().get() < least.size().get()) {
        least = worker;
      }
    }
    long validUntil = validFor == null ? Subscription.NEVER : least.after(validFor);
    Subscription subscription = new Subscription(least, stream, opening, form, validUntil, ended);
    least.size().incrementAndGet();
    subscription.raise(Subscription.OPEN);
    return subscription;
  }

  /** Subscriptions that have not ended. */
  public int subscriptions() {
    return workers.stream().mapToInt(worker -> worker.size().get()).sum();
  }

  /** What was done so far. */
  public Counts counts() {
    return counts;
  }

  /**
   * Ends all streams, in slices, each told {@code shutdown}; new ones are ended as soon as they are
   * opened. Blocks until none is left, or the drain window is over.
   *
   * @param left how many streams there are, with those that were admitted and are not subscribed
   *     yet: they would come to workers that nobody waits for any more. No others are admitted
   * @return whether none is left
   */
  public boolean drain(IntSupplier left) {
    Duration window = settings.drainWindow();
    long begin = nanoClock.getAsLong();
    workers.forEach(worker -> worker.drain(new Drain(window)));
    while (left.getAsInt() > 0
        && nanoClock.getAsLong() - begin < window.toNanos()
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(Drain.PACE);
    }
    return left.getAsInt() == 0;
  }

  /** Stops the workers, and aborts what is still open. */
  @Override
  public void close() {
    running = false;
    workers.forEach(Worker::wake);
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
