package dev.belfry.wire;

import java.time.Duration;

/** Spring's emitter, which notices what its writes tell it. */
final class EmitterStreamContractTest extends EventStreamContract {
  @Override
  String transport() {
    return "emitter";
  }

  @Override
  String heartbeat() {
    return "500ms";
  }

  /** Two heartbeats, jittered, and something for a busy machine. */
  @Override
  Duration departureNoticedWithin() {
    return Duration.ofSeconds(4);
  }

  @Override
  boolean cutsOffTheTalkative() {
    return false;
  }
}
