package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.EventLog;
import dev.belfry.log.Head;
import dev.belfry.log.LogReader;
import dev.belfry.log.Opening;
import dev.belfry.log.Owed;
import dev.belfry.log.TopicLog;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens pages of the log, so many at once at most. A reader takes a page at the pace of its
 * network, so a page ends early when that takes too long. Thread-safe.
 */
final class History {

  /** When a page ends, if its reader has not got all of it: between two slices, cleanly. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** How often a page is begun anew because something left the log meanwhile. */
  private static final int TRIES = 5;

  private final EventLog log;
  private final int maxPages;
  private final LongSupplier nanoClock;
  private final AtomicInteger pages = new AtomicInteger();

  /**
   * Opens pages.
   *
   * @param maxPages how many may be open at once
   */
  History(EventLog log, int maxPages, LongSupplier nanoClock) {
    this.log = log;
    this.maxPages = maxPages;
    this.nanoClock = nanoClock;
  }

  /** How many pages are open. */
  int pages() {
    return pages.get();
  }

  /** Opens a page; null if as many are open as may be. */
  @Nullable HistoryPage open(Set<TopicName> names, Start start, int limit) {
    if (pages.incrementAndGet() > maxPages) {
      pages.decrementAndGet();
      return null;
    }
    AtomicBoolean open = new AtomicBoolean(true);
    Runnable closed =
        () -> {
          if (open.compareAndSet(true, false)) {
            pages.decrementAndGet();
          }
        };
    LogPage page = null;
    try {
      long begin = nanoClock.getAsLong();
      BooleanSupplier overdue = () -> nanoClock.getAsLong() - begin > LONGEST.toNanos();
      for (int tries = 1; page == null; tries++) {
        page = begin(names, start, limit, tries == TRIES, overdue, closed);
      }
      return page;
    } finally {
      if (page == null) {
        closed.run();
      }
    }
  }

  /** Begins a page; null if something left the log meanwhile, so that it may begin with a hole. */
  private @Nullable LogPage begin(
      Set<TopicName> names,
      Start start,
      int limit,
      boolean holesAllowed,
      BooleanSupplier overdue,
      Runnable closed) {
    Head head = log.head(); // ahead of the look-ups: a topic that is new since then is beyond it
    TopicLog[] topics = names.stream().map(log::topicOrEmpty).toArray(TopicLog[]::new);
    Long asked = start instanceof Start.After(String id) ? number(id, head) : null;
    long from =
        switch (start) {
          case Start.Live() -> 0;
          case Start.Newest(int count) ->
              Opening.beforeNewest(topics, Math.min(count, limit), head);
          case Start.After(String _) -> asked == null ? 0 : asked;
        };
    LogPage page = new LogPage(log, topics, from, head, limit, overdue, closed);
    List<Event> first = page.begin();
    boolean whole = page.isWhole();
    if (!whole && !holesAllowed) {
      return null;
    }
    boolean damaged = !first.isEmpty() && head.numberOf(first.getFirst().id()) <= head.lostTo();
    boolean gap =
        start instanceof Start.After
            ? asked == null || !LogReader.isComplete(topics, from, Owed.RETAINED_ONLY, head)
            : !whole || damaged;
    long resumption = LogReader.resumption(topics, from, Owed.RETAINED_ONLY, head);
    boolean honoured = asked != null && !gap;
    page.begun(gap, head.id(honoured ? from : Math.max(head.number(), resumption)));
    return page;
  }

  /** The number that an id names; null if none of this log up to its head. */
  private static @Nullable Long number(String requested, Head head) {
    long number = head.numberOf(requested);
    return number < 0 ? null : number;
  }
}
