package dev.belfry.hub;

import dev.belfry.event.Event;
import java.time.Duration;
import java.util.List;

/** What became of a publish: all of it or nothing. */
public sealed interface PublishOutcome {

  /**
   * All was accepted.
   *
   * @param events one per post, in the order of the posts; of a replay, without their data
   * @param replayed whether that was an earlier request with the same key
   */
  record Accepted(List<Event> events, boolean replayed) implements PublishOutcome {}

  /**
   * One post is too large.
   *
   * @param index of the post
   * @param length of its data, in bytes
   * @param bound that it is over
   */
  record EventTooLarge(int index, int length, int bound) implements PublishOutcome {}

  /**
   * There would be too many topics that hold events.
   *
   * @param bound on topics
   * @param retryAfter when it may be worth a try
   */
  record TooManyTopics(int bound, Duration retryAfter) implements PublishOutcome {}

  /**
   * The posts are too large together.
   *
   * @param bound on their bytes
   */
  record TooLarge(int bound) implements PublishOutcome {}

  /** The key was sent with another request. */
  record KeyReused() implements PublishOutcome {}

  /**
   * A request with the same key is under way.
   *
   * @param retryAfter when it may be worth a try
   */
  record KeyInUse(Duration retryAfter) implements PublishOutcome {}

  /**
   * As many keys as may be are remembered.
   *
   * @param bound on keys
   * @param retryAfter when it may be worth a try
   */
  record TooManyKeys(int bound, Duration retryAfter) implements PublishOutcome {}

  /** What may become of every change: it could not be made, or nobody knows. */
  sealed interface NotDone extends PublishOutcome {}

  /** The store has no space left. */
  record Full() implements NotDone {}

  /** The store did not answer in time: it may have been done. */
  record Unknown() implements NotDone {}

  /**
   * Not now: the node stops, or the store is out of reach.
   *
   * @param retryAfter when it may be worth a try
   */
  record Unavailable(Duration retryAfter) implements NotDone {}
}
