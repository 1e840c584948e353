package dev.belfry.bench;

/** A server as its clients see it. Paths hold {@code {topic}} for the topic's name. */
record Target(int port, String key, String streamPath, String publishPath, boolean checksIds) {

  String streamPath(String topic) {
    return streamPath.replace("{topic}", topic);
  }

  String publishPath(String topic) {
    return publishPath.replace("{topic}", topic);
  }
}
