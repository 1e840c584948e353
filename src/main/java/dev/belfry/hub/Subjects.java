package dev.belfry.hub;

import dev.belfry.sse.CloseReason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The places of each subject's streams, so that they can be ended together. A place stands in here
 * from its admission until its release, so there are never more than there are places. Thread-safe.
 */
final class Subjects {

  private final ConcurrentHashMap<String, Set<Seat>> seats;

  /**
   * @param seats of each subject; empty, and used by nobody else
   */
  Subjects(ConcurrentHashMap<String, Set<Seat>> seats) {
    this.seats = seats;
  }

  void add(String subject, Seat seat) {
    seats.compute(
        subject,
        (_, known) -> {
          Set<Seat> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(seat);
          return all;
        });
  }

  void remove(String subject, Seat seat) {
    seats.computeIfPresent(
        subject,
        (_, known) -> {
          known.remove(seat);
          return known.isEmpty() ? null : known;
        });
  }

  /**
   * Ends a subject's streams, those that are about to be opened among them.
   *
   * @return how many there were
   */
  int revoke(String subject) {
    int revoked = 0;
    for (Seat seat : seats.getOrDefault(subject, Set.of())) {
      seat.close(CloseReason.REVOKED);
      revoked++;
    }
    return revoked;
  }

  /** How many subjects have streams. */
  int size() {
    return seats.size();
  }
}
