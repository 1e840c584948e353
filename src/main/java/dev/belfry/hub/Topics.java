package dev.belfry.hub;

import dev.belfry.access.PublishPermit;
import dev.belfry.access.ReadPermit;
import dev.belfry.event.Event;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.EventLog;
import dev.belfry.log.Head;
import dev.belfry.log.TopicLog;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at what there is: history, single events, and how topics stand. Thread-safe. */
public final class Topics {

  private final Feed feed;
  private final EventLog log;
  private final int mostPages;
  private final History history;

  /**
   * Looks at a log.
   *
   * @param mostPages how many pages of history may be read at once
   */
  Topics(Feed feed, EventLog log, int mostPages, LongSupplier nanoClock) {
    this.feed = feed;
    this.log = log;
    this.mostPages = mostPages;
    this.history = new History(log, mostPages, nanoClock);
  }

  /** How many pages of history are being read. */
  public int pages() {
    return history.pages();
  }

  /** How many pages of history may be read at once. */
  public int mostPages() {
    return mostPages;
  }

  /**
   * One page of the events that can be replayed, merged by position, to be closed; null if as many
   * pages are being read as may be.
   *
   * @param permit for the topics of the page
   * @param start where to begin; for {@link Start.Live}, which names no place, the oldest
   * @param limit the most events of the page, at least 1. Of the newest events, it is the newest
   */
  public @Nullable HistoryPage history(ReadPermit permit, Start start, int limit) {
    if (start instanceof Start.After(String id)) {
      feed.reach(id);
    }
    return history.open(permit.topics(), start, limit);
  }

  /** How the topic of a permit stands; one that nobody has used is empty. */
  public TopicStatus status(ReadPermit permit) {
    Head head = log.head(); // first: whoever reads on from here misses nothing
    return status(log.topicOrEmpty(permit.topic()), head);
  }

  /**
   * Topics that hold events or have subscribers, by name.
   *
   * @param operator any publisher: the names may tell more than they do to their readers
   * @param after the name to begin after, or null
   * @param limit the most to return
   */
  public List<TopicStatus> all(PublishPermit operator, @Nullable TopicName after, int limit) {
    Head head = log.head();
    return log.topics().stream()
        .filter(topic -> after == null || topic.name().compareTo(after) > 0)
        .sorted(Comparator.comparing(TopicLog::name))
        .limit(limit)
        .map(topic -> status(topic, head))
        .toList();
  }

  private TopicStatus status(TopicLog topic, Head head) {
    Event oldest = topic.oldestReplayable();
    Event newest = topic.newestReplayable();
    return new TopicStatus(
        topic.name(),
        topic.readers(),
        head.id(),
        oldest == null ? null : oldest.id(),
        newest == null ? null : newest.id(),
        topic.replayable());
  }

  /**
   * One event of a permit's topic, or null if there is none that can be replayed.
   *
   * @param id as a client sent it
   */
  public @Nullable Event event(ReadPermit permit, String id) {
    feed.reach(id);
    TopicLog known = log.topic(permit.topic());
    return known == null ? null : known.replayable(log.head().numberOf(id));
  }

  /**
   * Whether an event of a permit's topic was deleted, and its frame is still in the log.
   *
   * @param id as a client sent it
   */
  public boolean isDeleted(ReadPermit permit, String id) {
    TopicLog known = log.topic(permit.topic());
    return known != null && known.isDeleted(log.head().numberOf(id));
  }
}
