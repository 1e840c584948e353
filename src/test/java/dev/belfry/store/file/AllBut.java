package dev.belfry.store.file;

import dev.belfry.event.TopicName;
import dev.belfry.store.RetainedEvents;
import java.util.HashSet;
import java.util.Set;

/** A log that still has all events but these. */
final class AllBut implements RetainedEvents {

  final Set<Long> unwanted = new HashSet<>();

  @Override
  public State state(TopicName topic, long position) {
    return unwanted.contains(position) ? State.GONE : State.REPLAYABLE;
  }

  @Override
  public long releasedTo() {
    return 0;
  }
}
