package dev.belfry.hub;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.fanout.StreamForm;
import java.util.List;
import java.util.Set;

/**
 * What a stream asks for.
 *
 * @param topics at least one
 * @param start where it begins
 * @param envelope whether each event's data is wrapped with where it comes from
 * @param checkpoints whether its client is given an id where there is no event
 * @param heartbeatEvents whether it gets an event while it is idle
 */
public record SubscribeRequest(
    Set<TopicName> topics,
    Start start,
    boolean envelope,
    boolean checkpoints,
    boolean heartbeatEvents) {

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

  StreamForm form() {
    return new StreamForm(envelope, checkpoints, heartbeatEvents);
  }
}
