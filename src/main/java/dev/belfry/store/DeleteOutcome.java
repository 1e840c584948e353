package dev.belfry.store;

/** What became of an event that was to be deleted. */
public sealed interface DeleteOutcome
    permits DeleteOutcome.Deleted, DeleteOutcome.Gone, DeleteOutcome.NotFound, Refusal {

  /** It is out for good. */
  record Deleted() implements DeleteOutcome {}

  /** It was deleted before. */
  record Gone() implements DeleteOutcome {}

  /** There is no such event, or it cannot be replayed any more. */
  record NotFound() implements DeleteOutcome {}

  /** What a deletion comes to, by how its event stands ahead of it. */
  static DeleteOutcome of(RetainedEvents.State before) {
    return switch (before) {
      case REPLAYABLE -> new Deleted();
      case DELETED -> new Gone();
      case GONE -> new NotFound();
    };
  }
}
