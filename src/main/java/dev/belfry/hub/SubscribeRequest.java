package dev.belfry.hub;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import java.util.List;
import java.util.Set;

/**
 * What a stream asks for.
 *
 * @param topics at least one
 * @param start where it begins
 * @param envelope whether each event's data is wrapped with where it comes from
 */
public record SubscribeRequest(Set<TopicName> topics, Start start, boolean envelope) {

  /**
   * @throws IllegalArgumentException if there is no topic
   */
  public SubscribeRequest {
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("a stream has at least one topic");
    }
  }

  List<TopicName> topicList() {
    return List.copyOf(topics);
  }
}
