package dev.belfry.hub;

import dev.belfry.access.ReadPermit;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.fanout.StreamForm;
import java.util.List;

/**
 * What a stream asks for.
 *
 * @param permit for its topics, and for whom it is
 * @param start where it begins
 * @param envelope whether each event's data is wrapped with where it comes from
 * @param checkpoints whether its client is given an id where there is no event
 * @param heartbeatEvents whether it gets an event while it is idle
 */
public record SubscribeRequest(
    ReadPermit permit,
    Start start,
    boolean envelope,
    boolean checkpoints,
    boolean heartbeatEvents) {

  List<TopicName> topicList() {
    return List.copyOf(permit.topics());
  }

  StreamForm form() {
    return new StreamForm(envelope, checkpoints, heartbeatEvents);
  }
}
