package dev.belfry.bench;

import java.time.Duration;

/**
 * The streams of one session: {@code streams} spread over {@code topics} that are published to, the
 * last {@code stalling} of which may stop reading, and {@code others} on topics that are not.
 */
record Load(
    Target target,
    int streams,
    int topics,
    int stalling,
    int others,
    int otherTopics,
    boolean keepsIds,
    Duration patience) {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  static Load of(Target target, int streams) {
    return new Load(target, streams, 1, 0, 0, 0, false, PATIENCE);
  }

  Load withTopics(int number) {
    return new Load(target, streams, number, stalling, others, otherTopics, keepsIds, patience);
  }

  Load withStalling(int number) {
    return new Load(target, streams, topics, number, others, otherTopics, keepsIds, patience);
  }

  Load withOthers(int number, int onTopics) {
    return new Load(target, streams, topics, stalling, number, onTopics, keepsIds, patience);
  }

  Load keepingIds() {
    return new Load(target, streams, topics, stalling, others, otherTopics, true, patience);
  }

  /** Returns how many connections this is. */
  int connections() {
    return streams + others;
  }

  boolean stalls(int stream) {
    return stream < streams && stream >= streams - stalling;
  }

  /** Returns the index of a stream's topic; the other topics come behind those published to. */
  int topicOf(int stream) {
    return stream < streams ? stream % topics : topics + (stream - streams) % otherTopics;
  }

  /** Returns how many of {@code count} posts, published in turns, go to this topic. */
  int postsOf(int topic, int count) {
    return topic < topics ? share(count, topic) : 0;
  }

  /** Returns how many deliveries {@code count} posts make to those who read all the time. */
  long expected(int count) {
    long sum = 0;
    for (int stream = 0; stream < streams - stalling; stream++) {
      sum += share(count, stream % topics);
    }
    return sum;
  }

  private int share(int of, int topic) {
    return of / topics + (topic < of % topics ? 1 : 0);
  }
}
