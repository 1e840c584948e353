package dev.belfry.web.problem;

import java.util.Map;

/**
 * One refusal.
 *
 * @param type its kind
 * @param detail what is wrong with this request, for a person
 * @param headers response headers that go with it
 */
public record Problem(ProblemType type, String detail, Map<String, String> headers) {

  /** A refusal without headers of its own. */
  public Problem(ProblemType type, String detail) {
    this(type, detail, Map.of());
  }

  /** What is answered where nothing is; who is there by mistake learns where events are. */
  static Problem ofNoPath() {
    return new Problem(
        ProblemType.NOT_FOUND,
        "nothing is at this path: events are at /topics/{topic}/events and at /events");
  }
}
