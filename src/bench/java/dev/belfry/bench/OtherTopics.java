package dev.belfry.bench;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Topics beside those that are measured, with an event each. */
final class OtherTopics {

  /** Takes the place of a session's name in theirs. */
  static final String SESSION = "other";

  private static final int BATCH = 100;
  private static final String DATA = "{\"of\":\"another topic\"}";

  private OtherTopics() {}

  /** Publishes an event to each of this many. */
  static void fill(Entrant entrant, int number) throws IOException {
    Target target = entrant.target();
    try (Http http = new Http()) {
      if (entrant.contender().isBelfry()) {
        for (int from = 0; from < number; from += BATCH) {
          String batch = batch(from, Math.min(from + BATCH, number));
          http.post(target.port(), "/events", batch);
        }
      } else {
        for (int i = 0; i < number; i++) {
          http.post(target.port(), target.publishPath(Topic.name(SESSION, i)), DATA);
        }
      }
    }
  }

  private static String batch(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Json.quoted(Topic.name(SESSION, i)))
        .collect(Collectors.joining(",", "{\"topics\":[", "],\"data\":" + DATA + "}"));
  }
}
