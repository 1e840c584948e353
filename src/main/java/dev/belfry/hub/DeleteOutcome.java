package dev.belfry.hub;

/** What became of a deletion. */
public sealed interface DeleteOutcome {

  /** The event is replayed to nobody any more. */
  record Deleted() implements DeleteOutcome {}

  /** There is no such event, or it is no longer retained. */
  record NotFound() implements DeleteOutcome {}

  /** It was deleted before. */
  record Gone() implements DeleteOutcome {}

  /**
   * The store did not do it.
   *
   * @param why as for a publish
   */
  record Refused(PublishOutcome.NotDone why) implements DeleteOutcome {}
}
