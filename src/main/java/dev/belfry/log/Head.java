package dev.belfry.log;

import dev.belfry.event.Epoch;
import dev.belfry.event.EventId;
import dev.belfry.event.IdReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a log has come, and which ids its numbers stand for. Immutable: who reads the head once
 * has a number, an epoch and an id that belong together.
 *
 * <p>A log counts its events by itself. A number is never used twice, also where the store gives a
 * position a second time: a store whose history was cut back goes on under another epoch, and the
 * log behind its old numbers. So no reader can take an event for another one. The numbers of one
 * epoch are its positions and a constant, which is 0 until the first cut.
 */
public final class Head {

  /** The most epochs that ids are known of. */
  static final int MAX_EPOCHS = 64;

  private final IdReader ids;
  private final long number;
  private final List<Stretch> stretches;

  /** Up to here the store has lost something; 0 if it never has. */
  private final long lostTo;

  /** Whoever stands below may have missed something, or have had what was taken back. */
  private final long brokenTo;

  /**
   * The numbers of one epoch, without a hole.
   *
   * @param first the number that the epoch begins behind
   * @param position of that number in the store
   * @param kept the last number that is still a part of the store's history
   * @param last the last number; those beyond {@code kept} were taken back
   */
  private record Stretch(Epoch epoch, long first, long position, long kept, long last) {

    long number(long ofPosition) {
      return first + ofPosition - position;
    }

    Stretch cut(long keptTo, long lastNumber) {
      return new Stretch(
          epoch, first, position, Math.min(kept, keptTo), Math.min(last, lastNumber));
    }
  }

  /**
   * What an id stands for.
   *
   * @param number the number to start after
   * @param gap why not all that followed the id can be had from there, or null
   */
  record Location(long number, @Nullable GapReason gap) {}

  private Head(IdReader ids, long number, List<Stretch> stretches, long lostTo, long brokenTo) {
    this.ids = ids;
    this.number = number;
    this.stretches = stretches;
    this.lostTo = lostTo;
    this.brokenTo = brokenTo;
  }

  /**
   * The head of a log whose store has come to a position.
   *
   * @param ids reads the ids of the store
   */
  static Head of(Epoch epoch, long position, IdReader ids) {
    Stretch all = new Stretch(epoch, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE);
    return new Head(ids, position, List.of(all), 0, 0);
  }

  /** The number up to which the log is complete. */
  public long number() {
    return number;
  }

  /** The epoch that events are accepted under. */
  public Epoch epoch() {
    return stretches.getLast().epoch;
  }

  /** Where a stream that begins now would start. */
  public EventId id() {
    return id(number);
  }

  /** The id of a number. */
  public EventId id(long ofNumber) {
    Stretch stretch = stretches.getFirst();
    for (int i = stretches.size() - 1; i > 0; i--) {
      if (stretches.get(i).first <= ofNumber) {
        stretch = stretches.get(i);
        break;
      }
    }
    return new EventId(stretch.epoch, stretch.position + ofNumber - stretch.first);
  }

  /** The number of an event that the store has at a position. */
  public long number(long position) {
    Stretch stretch = stretches.getFirst();
    for (int i = stretches.size() - 1; i > 0; i--) {
      if (stretches.get(i).position < position) {
        stretch = stretches.get(i);
        break;
      }
    }
    return stretch.number(position);
  }

  /** The highest number of what the store has lost; 0 if it never lost anything. */
  public long lostTo() {
    return lostTo;
  }

  /** What a client's text means as an id of the log's store; null if it is none. */
  public @Nullable EventId read(String text) {
    return ids.read(text);
  }

  /** Looks up an id that a client has sent. */
  Location locate(EventId id) {
    for (int i = stretches.size() - 1; i >= 0; i--) {
      Stretch stretch = stretches.get(i);
      if (stretch.epoch.equals(id.epoch()) && stretch.position <= id.position()) {
        long found = stretch.number(id.position());
        if (i == stretches.size() - 1) {
          return found > number ? new Location(0, GapReason.AHEAD) : new Location(found, null);
        }
        return found > stretch.kept
            ? new Location(stretches.get(i + 1).first, GapReason.EPOCH)
            : new Location(found, null);
      }
    }
    return new Location(0, GapReason.EPOCH);
  }

  /** The number of an event, by its id; -1 if that is none of this history. */
  public long numberOf(EventId id) {
    Location location = locate(id);
    return location.gap == null ? location.number : -1;
  }

  /** The same, by an id as a client sent it. */
  public long numberOf(String id) {
    EventId read = ids.read(id);
    return read == null ? -1 : numberOf(read);
  }

  // --- what a reader is told of the log as a whole

  /**
   * Why a reader has to be told of a gap that concerns all topics, or null.
   *
   * @param cursor where it stands
   * @param owed what it is owed
   */
  public @Nullable GapReason breach(long cursor, Owed owed) {
    if (cursor >= brokenTo) {
      return null;
    }
    if (isTakenBack(cursor)) {
      return GapReason.EPOCH;
    }
    return isLostFor(cursor, owed) ? GapReason.DAMAGED : null;
  }

  /** Where such a reader goes on; the cursor, if there is no breach. */
  long behindBreach(long cursor, Owed owed) {
    long behind = isLostFor(cursor, owed) ? lostTo : cursor;
    if (behind < brokenTo && isTakenBack(behind)) {
      for (Stretch stretch : stretches) {
        if (stretch.first > behind && stretch.first <= stretch.kept) {
          return stretch.first;
        }
      }
    }
    return behind;
  }

  private boolean isLostFor(long cursor, Owed owed) {
    return cursor < lostTo && owed.lost() < lostTo;
  }

  private boolean isTakenBack(long ofNumber) {
    if (ofNumber < stretches.getFirst().first) {
      return true; // of an epoch so old that nobody knows
    }
    for (Stretch stretch : stretches) {
      if (ofNumber >= stretch.first && ofNumber <= stretch.last) {
        return ofNumber > stretch.kept;
      }
    }
    return false;
  }

  // --- how it goes on

  /** Behind so many events. */
  Head plus(int events) {
    return new Head(ids, number + events, stretches, lostTo, brokenTo);
  }

  /** Behind a position up to which there is nothing, and nothing was. */
  Head passed(long position) {
    return new Head(ids, number(position), stretches, lostTo, brokenTo);
  }

  /** Behind a position up to which everything is lost. */
  Head lost(long position) {
    long to = number(position);
    return new Head(ids, to, stretches, to, Math.max(brokenTo, to));
  }

  /** Under another epoch, with nothing of what was beyond a position. */
  Head cut(long position, Epoch epoch) {
    long kept = Math.min(number, number(position));
    boolean takesBack = kept < number;
    // the cut has a number of its own, which nobody has reached who has had what is taken back
    long first = takesBack ? number + 1 : number;
    List<Stretch> all = new ArrayList<>();
    for (Stretch stretch : stretches) {
      all.add(stretch.cut(kept, Math.max(number, stretch.first)));
    }
    all.add(new Stretch(epoch, first, position, Long.MAX_VALUE, Long.MAX_VALUE));
    int unknown = Math.max(0, all.size() - MAX_EPOCHS);
    List<Stretch> known = List.copyOf(all.subList(unknown, all.size()));
    long forgotten = unknown > 0 ? known.getFirst().first : 0;
    long broken = Math.max(takesBack ? first : brokenTo, Math.max(brokenTo, forgotten));
    return new Head(ids, first, known, lostTo, broken);
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
