package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.EventLog;
import dev.belfry.log.Head;
import dev.belfry.log.LogReader;
import dev.belfry.log.Opening;
import dev.belfry.log.Owed;
import dev.belfry.log.TopicLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads pages of the log, as a subscription that is in no hurry. Thread-safe. */
final class History {

  /** How often a page is read anew because something left the log meanwhile. */
  private static final int TRIES = 5;

  private final EventLog log;

  History(EventLog log) {
    this.log = log;
  }

  HistoryPage page(Set<TopicName> names, Start start, int limit) {
    HistoryPage page = null;
    for (int tries = 0; tries < TRIES && page == null; tries++) {
      page = page(names, start, limit, tries == TRIES - 1);
    }
    return Objects.requireNonNull(page);
  }

  /** Reads a page; null if something left the log meanwhile, so that the page may have holes. */
  private @Nullable HistoryPage page(
      Set<TopicName> names, Start start, int limit, boolean holesAllowed) {
    Head head = log.head(); // ahead of the look-ups: a topic that is new since then is beyond it
    TopicLog[] topics = names.stream().map(log::topicOrEmpty).toArray(TopicLog[]::new);
    long before = trimmed(topics);
    Long asked = start instanceof Start.After(String id) ? number(id, head) : null;
    long from =
        switch (start) {
          case Start.Live() -> 0;
          case Start.Newest(int count) ->
              Opening.beforeNewest(topics, Math.min(count, limit), head);
          case Start.After(String _) -> asked == null ? 0 : asked;
        };
    List<Event> events = read(topics, from, head, limit);
    boolean whole = trimmed(topics) == before;
    if (!whole && !holesAllowed) {
      return null;
    }
    boolean damaged = !events.isEmpty() && head.numberOf(events.getFirst().id()) <= head.lostTo();
    boolean gap =
        start instanceof Start.After
            ? asked == null || !LogReader.isComplete(topics, from, Owed.RETAINED_ONLY, head)
            : !whole || damaged;
    return new HistoryPage(events, next(events, topics, from, head, asked != null && !gap), gap);
  }

  /** The number that an id names; null if none of this log up to its head. */
  private static @Nullable Long number(String requested, Head head) {
    long number = head.numberOf(requested);
    return number < 0 ? null : number;
  }

  /** Changes whenever a retained event leaves one of the topics. */
  private static long trimmed(TopicLog[] topics) {
    long sum = 0;
    for (TopicLog topic : topics) {
      sum += topic.trimmedTo();
    }
    return sum;
  }

  private static List<Event> read(TopicLog[] topics, long from, Head head, int limit) {
    List<Event> events = new ArrayList<>();
    LogReader reader = new LogReader();
    long cursor = from;
    while (cursor < head.number() && events.size() < limit) {
      reader.read(topics, cursor, Owed.RETAINED_ONLY, head); // completeness is asked of the page
      for (int i = 0; i < reader.size() && events.size() < limit; i++) {
        events.add(reader.frame(i).event());
      }
      cursor = reader.end();
    }
    return events;
  }

  private EventId next(
      List<Event> events, TopicLog[] topics, long from, Head head, boolean honoured) {
    if (!events.isEmpty()) {
      return events.getLast().id();
    }
    if (honoured) {
      return head.id(from);
    }
    long resumption = LogReader.resumption(topics, from, Owed.RETAINED_ONLY, head);
    return head.id(Math.max(head.number(), resumption));
  }
}
