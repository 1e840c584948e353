package dev.belfry.hub;

import dev.belfry.event.Event;
import java.time.Duration;
import java.util.List;

/** What became of a publish: all of it or nothing. */
public sealed interface PublishOutcome {

  /**
   * All was accepted.
   *
   * @param events one per post, in the order of the posts
   */
  record Accepted(List<Event> events) implements PublishOutcome {}

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
   * Not now: the node stops.
   *
   * @param retryAfter when it may be worth a try
   */
  record Unavailable(Duration retryAfter) implements PublishOutcome {}
}
