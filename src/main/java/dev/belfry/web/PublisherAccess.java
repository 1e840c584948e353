package dev.belfry.web;

import dev.belfry.event.TopicName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may publish where: the only place that is asked. Called on any thread, and must not block.
 */
public interface PublisherAccess {

  /**
   * Decides on a request.
   *
   * @param credentials the Authorization header as it was sent, or null
   * @param topics where it wants to publish; none asks whether it comes from a publisher at all
   */
  Decision decide(@Nullable String credentials, Set<TopicName> topics);

  /** What was decided. */
  sealed interface Decision {

    /**
     * On all of the topics.
     *
     * @param publisher who it is: the same for all requests of one publisher
     */
    record Allowed(String publisher) implements Decision {}

    /** Nobody known sent these credentials. */
    record Unauthorized() implements Decision {}

    /**
     * The sender is known, and may not publish on one of the topics.
     *
     * @param topic the first such topic
     */
    record Forbidden(TopicName topic) implements Decision {}
  }
}
