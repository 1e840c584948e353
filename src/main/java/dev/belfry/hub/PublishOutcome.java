package dev.belfry.hub;

import dev.belfry.event.Event;
import java.time.Duration;
import java.util.List;

/** What became of a publish. */
public sealed interface PublishOutcome {
  /** All were accepted; one event per post, in the order of the posts. */
  record Accepted(List<Event> events) implements PublishOutcome {}

  /** The data of one post, by index, is over the bound of bytes. */
  record EventTooLarge(int index, int length, int bound) implements PublishOutcome {}

  /** Accepting would make more topics that hold events than the bound. */
  record TooManyTopics(int bound, Duration retryAfter) implements PublishOutcome {}

  /** Not now: the node is about to stop. */
  record Unavailable(Duration retryAfter) implements PublishOutcome {}
}
