package dev.belfry.store;

import dev.belfry.event.Event;
import java.util.List;

/** What became of posts that were to be accepted: all of them were, or none. */
public sealed interface AppendOutcome permits AppendOutcome.Appended, Refusal {

  /**
   * All were accepted.
   *
   * @param events one per post, in the order of the posts; of a replay, without their data
   * @param replayed whether that was an earlier request, so that nothing happened now
   */
  record Appended(List<Event> events, boolean replayed) implements AppendOutcome {}
}
