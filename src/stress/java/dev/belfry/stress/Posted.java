package dev.belfry.stress;

/**
 * One event that somebody tried to publish. Its text is its own: what is read anywhere leads back
 * to it.
 */
final class Posted {

  final String text;
  final String topic;
  final boolean retain;

  /** When its request was first sent. */
  final long begun;

  /** Its id once it is acknowledged, or null. Written by its publisher. */
  volatile String id;

  /** When it was acknowledged. */
  volatile long acknowledged = Ticks.NEVER;

  /** When somebody first tried to delete it. */
  volatile long deleting = Ticks.NEVER;

  /** When that was acknowledged. */
  volatile long deleted = Ticks.NEVER;

  Posted(String text, String topic, boolean retain, long begun) {
    this.text = text;
    this.topic = topic;
    this.retain = retain;
    this.begun = begun;
  }
}
