package dev.belfry.store.file;

import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.IdempotencyKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Something that is asked of the writer, and what becomes of it. */
final class Request {

  /** What is asked. */
  sealed interface Wish {}

  /** Posts are to be accepted. */
  record Append(List<Post> posts, @Nullable IdempotencyKey key) implements Wish {}

  /** What was the answer to a request with this key? */
  record Find(IdempotencyKey key) implements Wish {}

  /** An event is to be taken out. */
  record Delete(TopicName topic, long position) implements Wish {}

  /** Nothing: the writer is only to be woken. */
  record Nothing() implements Wish {}

  final Wish wish;

  /** Set by whoever is first: the writer that begins with it, or its publisher that gives it up. */
  private final AtomicBoolean taken = new AtomicBoolean();

  private final CompletableFuture<Done> done = new CompletableFuture<>();

  /**
   * How it ended.
   *
   * @param outcome null for a deletion that was done, and for a key that is new
   */
  record Done(@Nullable AppendOutcome outcome) {}

  Request(Wish wish) {
    this.wish = wish;
  }

  /** How many bytes of data it has. */
  long bytes() {
    return wish instanceof Append append
        ? append.posts().stream().mapToLong(post -> post.data().length()).sum()
        : 0;
  }

  // --- the writer's side

  /** Whether the writer may begin: nobody has given it up. */
  boolean take() {
    return taken.compareAndSet(false, true);
  }

  void end(@Nullable AppendOutcome outcome) {
    done.complete(new Done(outcome));
  }

  // --- the publishers' side

  /**
   * Waits until it is done.
   *
   * @return null if it was not done in time
   */
  @Nullable Done await(Duration patience) {
    try {
      return done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed exceptionally
    }
  }

  /** Gives it up. Returns whether it will not be done for certain. */
  boolean giveUp() {
    return taken.compareAndSet(false, true);
  }
}
