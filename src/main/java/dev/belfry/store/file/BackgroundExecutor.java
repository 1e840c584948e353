package dev.belfry.store.file;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that no publisher waits for, one after the other on one thread: making spare files,
 * deleting and compacting segments.
 */
final class BackgroundExecutor {

  private static final Logger LOGGER = LoggerFactory.getLogger(BackgroundExecutor.class);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("belfry-store-background").factory());

  /**
   * Runs a task behind those that were given before. Nothing happens if the store is being closed:
   * the next start does what is left undone.
   */
  void execute(Runnable task) {
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
      LOGGER.error("a task of the file store has failed: a defect", e);
    }
  }

  /**
   * Accepts no more tasks, and waits for those that it has.
   *
   * @return whether all have ended in time
   */
  boolean close(Duration patience) throws InterruptedException {
    thread.shutdown();
    return thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}
