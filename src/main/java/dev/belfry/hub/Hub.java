package dev.belfry.hub;

import dev.belfry.event.*;
import dev.belfry.log.Start;
import java.util.*;
import org.jspecify.annotations.Nullable;

/** The service's whole API in Java, no HTTP. Every method may be called on any thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class Hub {
  /** Accepts all posts, with consecutive positions, or none. */
  public PublishOutcome publish(List<Post> posts) {
    throw new UnsupportedOperationException();
  }

  /** Asks for a place for one more stream. */
  public Admission subscribe(SubscribeRequest request) {
    throw new UnsupportedOperationException();
  }

  /** One page of the retained events of some topics, merged by position. */
  public HistoryPage history(Set<TopicName> topics, @Nullable String after, int limit) {
    throw new UnsupportedOperationException();
  }

  public TopicStatus topic(TopicName topic) {
    throw new UnsupportedOperationException();
  }

  /** Topics that hold events or have subscribers, by name, after a name (exclusive; null: from the first). */
  public List<TopicStatus> topics(@Nullable TopicName after, int limit) {
    throw new UnsupportedOperationException();
  }

  /** One retained event, or null. */
  public @Nullable Event event(TopicName topic, EventId id) {
    throw new UnsupportedOperationException();
  }

  /** Whether new streams are shed and history refused: a drain has begun. */
  public boolean isDraining() {
    throw new UnsupportedOperationException();
  }
}
