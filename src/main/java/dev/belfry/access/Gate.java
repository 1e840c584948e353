package dev.belfry.access;

import dev.belfry.event.TopicName;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides who may read and who may publish. The only place that makes permits. */
public final class Gate {

  private Gate() {}

  /**
   * Leave to read topics: their streams, history, events, and how they stand.
   *
   * @param topics at least one
   */
  public static Decision<ReadPermit> read(Caller caller, Set<TopicName> topics) {
    TopicName refused = firstRefused(caller.reads(), topics);
    if (refused == null) {
      return new Decision.Granted<>(new ReadPermit(caller, topics));
    }
    boolean known = caller.publisher() != null || caller.subject() != null;
    return known ? new Decision.Forbidden<>(refused) : new Decision.Unauthorized<>();
  }

  /**
   * Leave to publish on topics, and to delete what they hold.
   *
   * @param topics none asks whether the caller is a publisher at all, who may list all topics
   */
  public static Decision<PublishPermit> publish(Caller caller, Set<TopicName> topics) {
    String publisher = caller.publisher();
    if (publisher == null) {
      return new Decision.Unauthorized<>();
    }
    TopicName refused = firstRefused(caller.publishes(), topics);
    return refused == null
        ? new Decision.Granted<>(new PublishPermit(publisher, topics))
        : new Decision.Forbidden<>(refused);
  }

  /** Leave for the service itself to publish on a topic. */
  public static PublishPermit service(TopicName topic) {
    return new PublishPermit("service", Set.of(topic));
  }

  private static @Nullable TopicName firstRefused(
      Predicate<TopicName> allowed, Set<TopicName> topics) {
    for (TopicName topic : topics) {
      if (!allowed.test(topic)) {
        return topic;
      }
    }
    return null;
  }
}
