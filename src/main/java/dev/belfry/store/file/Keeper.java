package dev.belfry.store.file;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what takes long and what nobody waits for, one after the other. */
final class Keeper {

  private static final Logger LOGGER = LoggerFactory.getLogger(Keeper.class);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("belfry-store-keeper").factory());

  /** Runs a task some time, or never if the store is being closed: the next start does it. */
  void later(Runnable task) {
    try {
      thread.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      LOGGER.debug("the store is being closed");
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOGGER.error("the store's files could not be put in order", e);
    }
  }

  /** Takes nothing more, and ends what it has taken. Returns whether that has come to an end. */
  boolean close(Duration patience) throws InterruptedException {
    thread.shutdown();
    return thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}
