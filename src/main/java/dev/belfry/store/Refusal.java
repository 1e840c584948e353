package dev.belfry.store;

import java.time.Duration;

/**
 * Why a change was not made, or that nobody knows whether it was. The hub adds its limits to the
 * store's reasons, and passes those on as they are; {@code web.problem} says each to the client.
 */
public sealed interface Refusal extends AppendOutcome, DeleteOutcome {

  /** When it may be worth a try, where nobody knows better. */
  Duration RETRY_AFTER = Duration.ofSeconds(5);

  /**
   * One post is too large.
   *
   * @param index of the post
   * @param length of its data as a subscriber gets it, in bytes
   * @param bound that it is over
   */
  record EventTooLarge(int index, int length, int bound) implements Refusal {}

  /**
   * The posts of one request are too large together.
   *
   * @param bound on their bytes
   */
  record RequestTooLarge(int bound) implements Refusal {}

  /**
   * There would be too many topics that hold events.
   *
   * @param bound on topics
   * @param retryAfter when it may be worth a try
   */
  record TooManyTopics(int bound, Duration retryAfter) implements Refusal {}

  /** Another request had the same key. */
  record KeyReused() implements Refusal {}

  /**
   * A request with the same key is under way, and was not decided in time.
   *
   * @param retryAfter when it may be worth a try
   */
  record KeyInUse(Duration retryAfter) implements Refusal {}

  /**
   * As many keys as may be are remembered.
   *
   * @param bound on the events of the requests that had them
   * @param retryAfter when it may be worth a try
   */
  record TooManyKeys(int bound, Duration retryAfter) implements Refusal {}

  /** The store has no space left. */
  record Full() implements Refusal {}

  /**
   * Not now: the store is out of reach, or the node is about to stop.
   *
   * @param retryAfter when it may be worth a try
   */
  record Unavailable(Duration retryAfter) implements Refusal {}

  /** The store did not answer in time: it may have been done, or may be yet. */
  record Unknown() implements Refusal {}
}
