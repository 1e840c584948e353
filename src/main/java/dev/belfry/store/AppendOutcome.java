package dev.belfry.store;

import dev.belfry.event.Event;
import java.time.Duration;
import java.util.List;

/** What became of an append: all of it or nothing. */
public sealed interface AppendOutcome {

  /**
   * All was accepted.
   *
   * @param events one per post, in the order of the posts; of a replay, without their data
   * @param replayed whether that was an earlier request, so that nothing happened now
   */
  record Appended(List<Event> events, boolean replayed) implements AppendOutcome {}

  /** Another request had the same key. */
  record KeyReused() implements AppendOutcome {}

  /** A request with the same key is under way, and not decided in time. */
  record KeyInUse() implements AppendOutcome {}

  /**
   * As many keys as may be are remembered.
   *
   * @param bound on keys
   */
  record TooManyKeys(int bound) implements AppendOutcome {}

  /**
   * All of it together is more than one request may have.
   *
   * @param bound on its bytes
   */
  record TooLarge(int bound) implements AppendOutcome {}

  /** Nothing was done, for a reason of the store's own. */
  sealed interface Refused extends AppendOutcome {}

  /** There is no space left. */
  record Full() implements Refused {}

  /**
   * The store is out of reach.
   *
   * @param retryAfter when it may be worth a try
   */
  record Unavailable(Duration retryAfter) implements Refused {}

  /** The store did not answer: it may have been done, or may be yet. */
  record Unknown() implements Refused {}
}
