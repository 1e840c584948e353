package dev.belfry.access;

import dev.belfry.event.TopicName;
import java.util.Collection;
import java.util.Set;

/** Leave to publish on some topics. Made by {@link Gate} alone. */
public final class PublishPermit {

  private final String publisher;
  private final Set<TopicName> topics;

  PublishPermit(String publisher, Set<TopicName> topics) {
    this.publisher = publisher;
    this.topics = Set.copyOf(topics);
  }

  /** The name of the publisher: the same for all requests of one. */
  public String publisher() {
    return publisher;
  }

  /**
   * Passes if the permit is for all of these topics.
   *
   * @throws IllegalArgumentException if it is not, which is a defect of whoever shows it
   */
  public void requireFor(Collection<TopicName> used) {
    if (!topics.containsAll(used)) {
      throw new IllegalArgumentException("this permit is not for all of " + used);
    }
  }
}
