package dev.belfry.web.problem;

import dev.belfry.hub.PublishOutcome;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/** How it is told that the store did not do what was asked. */
public final class NotDone {

  private NotDone() {}

  /** A refusal, to be thrown. */
  public static ProblemException problem(PublishOutcome.NotDone why) {
    return switch (why) {
      case PublishOutcome.Full() ->
          ProblemType.STORE_FULL.because("the store has no space left, nothing was stored");
      case PublishOutcome.Unavailable(Duration retryAfter) ->
          ProblemType.UNAVAILABLE.because(
              "nothing is accepted at the moment", retryAfter(retryAfter));
      case PublishOutcome.Unknown() ->
          ProblemType.OUTCOME_UNKNOWN.because(
              "the store did not say whether it was done: retry with the same Idempotency-Key (a"
                  + " deletion as it was)");
    };
  }

  /** In whole seconds, rounded up. */
  public static Map<String, String> retryAfter(Duration duration) {
    long seconds = Math.max(1, duration.plusMillis(999).toSeconds());
    return Map.of(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }
}
