package dev.belfry.hub;

import dev.belfry.access.Caller;
import dev.belfry.access.Decision;
import dev.belfry.access.Gate;
import dev.belfry.access.ReadPermit;
import dev.belfry.event.TopicName;
import java.time.Instant;
import java.util.Set;

/** Permits, as the gate gives them. */
final class Permits {

  private Permits() {}

  /** For anyone. */
  static ReadPermit toRead(TopicName topic) {
    return granted(Caller.anyone("192.0.2.1"), topic);
  }

  /** For a subject, who may read until a time. */
  static ReadPermit toRead(TopicName topic, String subject, Instant until) {
    return granted(new Caller(null, subject, "192.0.2.1", until, any -> false, any -> true), topic);
  }

  private static ReadPermit granted(Caller caller, TopicName topic) {
    if (Gate.read(caller, Set.of(topic)) instanceof Decision.Granted<ReadPermit>(ReadPermit p)) {
      return p;
    }
    throw new AssertionError("not granted");
  }
}
