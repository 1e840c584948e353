package dev.belfry.hub;

import dev.belfry.access.PublishPermit;
import dev.belfry.event.Event;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.log.EventLog;
import dev.belfry.log.TopicLog;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.EventStore;
import dev.belfry.store.IdempotencyKey;
import dev.belfry.store.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Accepts events within limits, and takes them out again. Thread-safe. */
public final class Publishing {

  private final EventStore store;
  private final Feed feed;
  private final EventLog log;
  private final Streams streams;
  private final PublishLimits limits;
  private final LongAdder published = new LongAdder();

  /**
   * Nothing published yet.
   *
   * @param streams nothing is published once they have all ended because the node stops
   */
  Publishing(EventStore store, Feed feed, EventLog log, Streams streams, PublishLimits limits) {
    this.store = store;
    this.feed = feed;
    this.log = log;
    this.streams = streams;
    this.limits = limits;
  }

  /**
   * Accepts all posts, with consecutive positions, or none. May block until they are durable.
   *
   * @param permit for the topics of all of them
   * @param posts at least one
   * @param key what makes the request the same when it is sent again, or null
   */
  public AppendOutcome publish(PublishPermit permit, List<Post> posts, @Nullable RequestKey key) {
    permit.requireFor(posts.stream().map(Post::topic).toList());
    if (streams.isDrained()) {
      return new Refusal.Unavailable(Refusal.RETRY_AFTER);
    }
    IdempotencyKey whole = key == null ? null : key.of(permit.publisher(), posts);
    Refusal beyond = beyondLimits(posts);
    if (beyond != null) {
      // what was accepted once is answered so again, however much there is by now
      AppendOutcome before = whole == null ? null : store.find(whole);
      return before == null ? beyond : before;
    }
    AppendOutcome outcome = store.append(posts, whole);
    if (outcome instanceof AppendOutcome.Appended(List<Event> events, boolean replayed)) {
      published.add(replayed ? 0 : events.size());
      // whoever is told so may rely on it that this node's subscribers get them
      return feed.brings(events.getLast().position()) ? outcome : new Refusal.Unknown();
    }
    return outcome;
  }

  private @Nullable Refusal beyondLimits(List<Post> posts) {
    for (int i = 0; i < posts.size(); i++) {
      int length = posts.get(i).data().sentLength();
      if (length > limits.eventSize()) {
        return new Refusal.EventTooLarge(i, length, limits.eventSize());
      }
    }
    int fresh = newTopics(posts);
    return fresh > 0 && log.topicsWithEvents() + fresh > limits.topics()
        ? new Refusal.TooManyTopics(limits.topics(), Refusal.RETRY_AFTER)
        : null;
  }

  private int newTopics(List<Post> posts) {
    Set<TopicName> found = new HashSet<>();
    for (Post post : posts) {
      TopicLog topic = log.topic(post.topic());
      if (post.retain() && (topic == null || topic.replayable() == 0)) {
        found.add(post.topic());
      }
    }
    return found.size();
  }

  /**
   * Takes an event out, for good: nobody who comes later gets it, and nobody is told. May block
   * until that is durable.
   *
   * @param permit for the topic
   * @param id as a client sent it
   */
  public DeleteOutcome delete(PublishPermit permit, TopicName topic, String id) {
    permit.requireFor(Set.of(topic));
    return streams.isDrained()
        ? new Refusal.Unavailable(Refusal.RETRY_AFTER)
        : store.delete(topic, id);
  }

  /** Events accepted so far. */
  public long published() {
    return published.sum();
  }
}
