package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.TopicName;
import dev.belfry.log.EventLog;
import dev.belfry.log.LogReader;
import dev.belfry.log.TopicLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads pages of the log, as a subscription that is in no hurry. Thread-safe. */
final class History {

  /** A page is for one who was not there: events that were not to be retained are none of it. */
  private static final long NOT_LIVE = Long.MAX_VALUE;

  private final EventLog log;

  History(EventLog log) {
    this.log = log;
  }

  HistoryPage page(Set<TopicName> names, @Nullable String after, int limit) {
    TopicLog[] topics = names.stream().map(log::topicOrEmpty).toArray(TopicLog[]::new);
    long head = log.head();
    EventId id = after == null ? null : EventId.parse(after);
    boolean known = id != null && id.epoch().equals(log.epoch()) && id.position() <= head;
    long from = known && id != null ? id.position() : 0;
    List<Event> events = read(topics, from, head, limit);
    // last, so that what was trimmed while the page was read is not passed over in silence
    boolean gap = after != null && (!known || !LogReader.isComplete(topics, from, NOT_LIVE));
    return new HistoryPage(events, next(events, topics, from, head, known && !gap), gap);
  }

  private static List<Event> read(TopicLog[] topics, long from, long head, int limit) {
    List<Event> events = new ArrayList<>();
    LogReader reader = new LogReader();
    long cursor = from;
    while (cursor < head && events.size() < limit) {
      reader.read(topics, cursor, NOT_LIVE, head); // whether it is complete is asked at the end
      for (int i = 0; i < reader.size() && events.size() < limit; i++) {
        events.add(reader.frame(i).event());
      }
      cursor = reader.end();
    }
    return events;
  }

  private EventId next(
      List<Event> events, TopicLog[] topics, long from, long head, boolean honoured) {
    if (!events.isEmpty()) {
      return events.getLast().id();
    }
    if (honoured) {
      return log.id(from);
    }
    return log.id(Math.max(head, LogReader.resumption(topics, from, NOT_LIVE)));
  }
}
