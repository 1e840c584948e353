package dev.belfry.bench;

/** A topic of a session, and what its streams are to get in the phase that runs. */
final class Topic {

  private final String session;
  private final int number;
  private Body body;
  private int lanes = 1;

  Topic(String session, int number) {
    this.session = session;
    this.number = number;
    this.body = body(0, Body.MIN_SIZE);
  }

  static String name(String session, int number) {
    return "bench-" + session + "-" + number;
  }

  String name() {
    return name(session, number);
  }

  /** Sets what is published from now on; anything else that comes is a violation. */
  void begin(int phase, int size, int publishedBy) {
    body = body(phase, size);
    lanes = publishedBy;
  }

  Body body() {
    return body;
  }

  /** Returns the lane that publishes this event: there is an order within a lane only. */
  int lane(int sequence) {
    return lanes == 1 ? 0 : sequence % lanes;
  }

  int lanes() {
    return lanes;
  }

  private Body body(int phase, int size) {
    return body(session, phase, number, size);
  }

  static Body body(String session, int phase, int number, int size) {
    return new Body(session + "-" + phase, number, size);
  }
}
