package dev.belfry.event;

import java.time.Instant;

/**
 * One post accepted on one topic.
 *
 * @param id its id; the position is at least 1
 * @param publishedAt when the store accepted it, in milliseconds
 * @param post what was posted
 */
public record Event(EventId id, Instant publishedAt, Post post) {

  /**
   * @throws IllegalArgumentException if the id is a place before all events
   */
  public Event {
    if (id.position() < 1) {
      throw new IllegalArgumentException("positions of events begin with 1");
    }
  }

  /** The number of the event in its store. */
  public long position() {
    return id.position();
  }

  /** The topic it was accepted on. */
  public TopicName topic() {
    return post.topic();
  }
}
