package dev.belfry.store.file;

import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.IdempotencyKey;
import dev.belfry.store.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Something that is asked of the writer, and what becomes of it.
 *
 * @param <T> how it is answered
 */
abstract sealed class Request<T> {

  /** Posts are to be accepted. */
  static final class Append extends Request<AppendOutcome> {

    final List<Post> posts;
    final @Nullable IdempotencyKey key;

    Append(List<Post> posts, @Nullable IdempotencyKey key) {
      this.posts = posts;
      this.key = key;
    }

    @Override
    long bytes() {
      return posts.stream().mapToLong(post -> post.data().length()).sum();
    }

    @Override
    AppendOutcome refusal(Refusal why) {
      return why;
    }
  }

  /** What was the answer to a request with this key? Empty if it is new. */
  static final class Find extends Request<Optional<AppendOutcome>> {

    final IdempotencyKey key;

    Find(IdempotencyKey key) {
      this.key = key;
    }

    @Override
    Optional<AppendOutcome> refusal(Refusal why) {
      return Optional.of(why);
    }
  }

  /** An event is to be deleted. */
  static final class Delete extends Request<DeleteOutcome> {

    final TopicName topic;
    final long position;

    Delete(TopicName topic, long position) {
      this.topic = topic;
      this.position = position;
    }

    @Override
    DeleteOutcome refusal(Refusal why) {
      return why;
    }
  }

  /** Nothing: the writer is only to be woken. */
  static final class Nothing extends Request<Optional<Refusal>> {

    @Override
    Optional<Refusal> refusal(Refusal why) {
      return Optional.of(why);
    }
  }

  /** Set by whoever is first: the writer that begins with it, or its publisher that gives it up. */
  private final AtomicBoolean taken = new AtomicBoolean();

  private final CompletableFuture<T> outcome = new CompletableFuture<>();

  /** How many bytes of data it has. */
  long bytes() {
    return 0;
  }

  /** A refusal, as an answer to this request. */
  abstract T refusal(Refusal why);

  // --- the writer's side

  /** Whether the writer may begin: nobody has given it up. */
  boolean take() {
    return taken.compareAndSet(false, true);
  }

  /** Answers it; only the first answer counts. */
  void end(T answer) {
    outcome.complete(answer);
  }

  /** Answers that it was not done, or that nobody knows. */
  void refuse(Refusal why) {
    end(refusal(why));
  }

  // --- the publishers' side

  /**
   * Waits until it is answered.
   *
   * @return null if it was not answered in time
   */
  @Nullable T await(Duration patience) {
    try {
      return outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS);
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
