package dev.belfry.web.problem;

import dev.belfry.store.Refusal;
import java.time.Duration;
import java.util.function.IntFunction;

/** How a client is told why nothing was published or deleted. */
public final class RefusalProblem {

  private RefusalProblem() {}

  /** What is to be thrown for a refusal of what concerns one event. */
  public static ProblemException of(Refusal refusal) {
    return of(refusal, index -> "");
  }

  /**
   * What is to be thrown for a refusal.
   *
   * @param where says which of several events is meant, by the index of its post: the detail begins
   *     with it
   */
  public static ProblemException of(Refusal refusal, IntFunction<String> where) {
    return switch (refusal) {
      case Refusal.EventTooLarge(int index, int length, int bound) ->
          ProblemType.EVENT_TOO_LARGE.because(
              where.apply(index)
                  + length
                  + " bytes of data, where "
                  + bound
                  + " are the most (text is counted with the \"data: \" of its lines, or as it is"
                  + " escaped in an envelope)");
      case Refusal.RequestTooLarge(int bound) ->
          ProblemType.BATCH_TOO_LARGE.because(
              "the events of one request may have " + bound + " bytes together");
      case Refusal.TooManyTopics(int bound, Duration retryAfter) ->
          ProblemType.TOO_MANY_TOPICS.because(
              "at most " + bound + " topics hold events", retryAfter);
      case Refusal.KeyReused() ->
          ProblemType.KEY_REUSED.because("another request had this Idempotency-Key");
      case Refusal.KeyInUse(Duration retryAfter) ->
          ProblemType.KEY_IN_USE.because(
              "a request with this Idempotency-Key is under way", retryAfter);
      case Refusal.TooManyKeys(int bound, Duration retryAfter) ->
          ProblemType.TOO_MANY_KEYS.because(
              "at most " + bound + " Idempotency-Keys are remembered", retryAfter);
      case Refusal.Full() ->
          ProblemType.STORE_FULL.because("the store has no space left, nothing was stored");
      case Refusal.Unavailable(Duration retryAfter) ->
          ProblemType.UNAVAILABLE.because("nothing is accepted at the moment", retryAfter);
      case Refusal.Unknown() ->
          ProblemType.OUTCOME_UNKNOWN.because(
              "the store did not say whether it was done: retry with the same Idempotency-Key (a"
                  + " deletion as it was)");
    };
  }
}
