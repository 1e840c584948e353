package dev.belfry.store.file;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Runs what takes long and what nobody waits for, one after the other. */
final class Keeper {

  private static final System.Logger LOGGER = System.getLogger(Keeper.class.getName());

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("belfry-store-keeper").factory());

  /** Runs a task some time, or never if the store is being closed: the next start does it. */
  void later(Runnable task) {
    try {
      thread.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "the store is being closed");
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "the store's files could not be put in order", e);
    }
  }

  /** Ends what is under way, and begins nothing more. Returns whether that has come to an end. */
  boolean close(Duration patience) throws InterruptedException {
    thread.shutdown();
    return thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}
