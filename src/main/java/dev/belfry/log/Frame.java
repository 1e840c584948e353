package dev.belfry.log;

import dev.belfry.event.Event;
import dev.belfry.event.EventType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event in the log, with room for two encodings of it, which are made once and shared by all
 * subscribers. The log does not look at them.
 */
public final class Frame {

  /**
   * What a frame costs besides its data, in bytes, encoded in both forms: measured, and rounded up.
   */
  static final int OVERHEAD = 336;

  private final Event event;
  private final long number;
  private final TopicLog topic;
  private final long sinceMillis;

  /** The tailer's alone: no longer in the log. */
  private boolean removed;

  /** Written by the tailer, and never unset. */
  private volatile boolean deleted;

  private volatile @Nullable Object bare;
  private volatile @Nullable Object envelope;

  /**
   * A frame of an event.
   *
   * @param number of the event in the log
   * @param since when its age begins to count
   */
  Frame(Event event, long number, TopicLog topic, Instant since) {
    this.event = event;
    this.number = number;
    this.topic = topic;
    this.sinceMillis = since.toEpochMilli();
  }

  /** The event. */
  public Event event() {
    return event;
  }

  /** The event's number in the log. */
  public long number() {
    return number;
  }

  /** Whether its age began to count ahead of a time. */
  boolean isOlderThan(Instant time) {
    return sinceMillis < time.toEpochMilli();
  }

  /** The log of its topic. */
  TopicLog topic() {
    return topic;
  }

  /** Whether its event is to be retained. */
  boolean retain() {
    return event.post().retain();
  }

  /** Whether it goes to those who come later. */
  boolean replayable() {
    return retain() && !deleted;
  }

  /** Whether it goes to nobody any more, and nobody misses it. */
  boolean deleted() {
    return deleted;
  }

  void markDeleted() {
    deleted = true;
  }

  /** What it counts for in the retention, in bytes. */
  int weight() {
    EventType type = event.post().type();
    int name = event.topic().value().length() + (type == null ? 0 : 64 + 2 * type.value().length());
    return event.post().data().length() + name + OVERHEAD;
  }

  /** Whether it is no longer in the log, whatever the cause. */
  boolean removed() {
    return removed;
  }

  void markRemoved() {
    removed = true;
  }

  /** What an encoder has put here for one of the forms, or null. Any thread. */
  public @Nullable Object encoding(boolean inEnvelope) {
    return inEnvelope ? envelope : bare;
  }

  /** Keeps an encoding with the frame. One thread at a time; any may read it. */
  public void encoding(boolean inEnvelope, Object encoding) {
    if (inEnvelope) {
      envelope = encoding;
    } else {
      bare = encoding;
    }
  }
}
