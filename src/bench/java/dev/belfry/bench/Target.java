package dev.belfry.bench;

/**
 * A server as its clients see it. Paths hold {@code {topic}} for the topic's name.
 *
 * @param opening how many streams may be opened before the first of them has said that it is
 * @param noticesByWriting whether it holds a stream whose reader has gone until it has written to
 *     it, twice
 */
record Target(
    int port,
    String key,
    String streamPath,
    String publishPath,
    boolean checksIds,
    int opening,
    boolean noticesByWriting) {

  static final int USUALLY_OPENING = 256;

  String streamPath(String topic) {
    return streamPath.replace("{topic}", topic);
  }

  String publishPath(String topic) {
    return publishPath.replace("{topic}", topic);
  }
}
