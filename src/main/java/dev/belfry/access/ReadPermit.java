package dev.belfry.access;

import dev.belfry.event.TopicName;
import java.util.Set;

/** Leave to read some topics. Made by {@link Gate} alone. */
public final class ReadPermit {

  private final Caller caller;
  private final Set<TopicName> topics;

  ReadPermit(Caller caller, Set<TopicName> topics) {
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("to read means to read at least one topic");
    }
    this.caller = caller;
    this.topics = Set.copyOf(topics);
  }

  /** Who was given leave. */
  public Caller caller() {
    return caller;
  }

  /** What may be read: at least one topic. */
  public Set<TopicName> topics() {
    return topics;
  }

  /** The only topic, where the request names one. */
  public TopicName topic() {
    if (topics.size() != 1) {
      throw new IllegalStateException("this permit is for " + topics.size() + " topics");
    }
    return topics.iterator().next();
  }
}
