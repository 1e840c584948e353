package dev.belfry.bench;

/** Topics beside those that are measured. */
final class OtherTopics {

  /** Takes the place of a session's name in theirs. */
  static final String SESSION = "other";

  private OtherTopics() {}
}
