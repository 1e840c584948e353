package dev.belfry.log;

import dev.belfry.event.TopicName;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a log knows: those that hold events, are followed, or are pinned. Each is changed
 * under its own key, so that none is forgotten between its look-up and its change. Looking up takes
 * no lock. Any thread.
 *
 * <p>A topic that is forgotten raises {@code forgottenTo}, which all unknown topics share: what may
 * have been trimmed of them. It is raised before the topic is out of the table, so whoever does not
 * find the topic finds the number.
 */
final class TopicTable {

  private final ConcurrentHashMap<TopicName, TopicLog> topics = new ConcurrentHashMap<>();
  private final AtomicLong forgottenTo;

  /** Topics that hold events which can be replayed. */
  private final AtomicInteger withEvents = new AtomicInteger();

  /**
   * An empty table.
   *
   * @param forgottenTo the highest number that may have been trimmed of any topic
   */
  TopicTable(long forgottenTo) {
    this.forgottenTo = new AtomicLong(forgottenTo);
  }

  /** The topics there are, in no order. */
  Collection<TopicLog> all() {
    return topics.values();
  }

  /** A topic, or null if it is not known. */
  @Nullable TopicLog get(TopicName name) {
    return topics.get(name);
  }

  /** A topic; one that is not known is empty, and may have been trimmed. */
  TopicLog getOrEmpty(TopicName name) {
    return orEmpty(topics.get(name), name);
  }

  private TopicLog orEmpty(@Nullable TopicLog known, TopicName name) {
    return known == null ? new TopicLog(name, forgottenTo()) : known;
  }

  /** The highest number that may have been trimmed of a topic that is not known. */
  long forgottenTo() {
    return forgottenTo.get();
  }

  /** How many topics hold events that can be replayed. */
  int withEvents() {
    return withEvents.get();
  }

  /** Says where the log of a table that is empty begins. */
  void begin(long start) {
    forgottenTo.set(start);
  }

  /** Changes a topic under its key. What is not known yet becomes known. */
  void change(TopicName name, Consumer<TopicLog> change) {
    topics.compute(name, (_, known) -> changed(orEmpty(known, name), change));
  }

  private TopicLog changed(TopicLog topic, Consumer<TopicLog> change) {
    boolean before = topic.replayable() > 0;
    try {
      change.accept(topic);
    } finally { // who changes it may fail behind the change, which is no change the next time
      boolean after = topic.replayable() > 0;
      if (before != after) {
        withEvents.addAndGet(after ? 1 : -1);
      }
    }
    return topic;
  }

  /**
   * Changes a topic under its key, if somebody wants it changed.
   *
   * @param wanted is given the topic, or null if it is not known
   */
  void changeIf(
      TopicName name, Function<@Nullable TopicLog, Boolean> wanted, Consumer<TopicLog> change) {
    topics.compute(
        name, (_, known) -> wanted.apply(known) ? changed(orEmpty(known, name), change) : known);
  }

  /** Changes a topic that is known, under its key, and forgets it if nothing keeps it then. */
  void changeKnown(TopicName name, Consumer<TopicLog> change) {
    topics.computeIfPresent(name, (_, known) -> keptOrForgotten(changed(known, change)));
  }

  /** Changes each topic, as {@link #changeKnown} does. */
  void changeAll(Consumer<TopicLog> change) {
    for (TopicName name : topics.keySet()) {
      changeKnown(name, change);
    }
  }

  private @Nullable TopicLog keptOrForgotten(TopicLog topic) {
    if (!topic.isEmpty() || topic.isFollowed() || !topic.forget()) {
      return topic;
    }
    forgottenTo.accumulateAndGet(topic.trimmedTo(), Math::max);
    return null;
  }

  /**
   * Keeps a topic for a reader that was admitted and is not followed for yet. It takes no lock if
   * the topic is known, so that readers who come back in crowds keep no publisher waiting.
   */
  TopicLog pin(TopicName name) {
    TopicLog known = topics.get(name);
    if (known != null && known.pin()) {
      return known;
    }
    return topics.compute(
        name,
        (_, there) -> {
          TopicLog topic = orEmpty(there, name);
          topic.pin(); // never in vain: a topic is forgotten under the same key
          return topic;
        });
  }

  /** Ends what {@link #pin} began. */
  void unpin(TopicLog topic) {
    topic.unpin();
    if (topic.isEmpty() && !topic.isFollowed()) {
      changeKnown(topic.name(), known -> {});
    }
  }

  /** Has a listener follow a topic. */
  TopicLog follow(TopicName name, AppendListener listener) {
    return topics.compute(
        name, (_, known) -> changed(orEmpty(known, name), t -> t.addListener(listener)));
  }

  /** Ends what {@link #follow} began. */
  void unfollow(TopicLog topic, AppendListener listener) {
    changeKnown(topic.name(), known -> known.removeListener(listener));
  }
}
