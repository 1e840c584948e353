package dev.belfry.log;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.TopicName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The tail of the store in this node's memory: bounded, in the store's order, by topic.
 *
 * <p>{@link #append} and {@link #trim} belong to the tailer, one thread at a time; all else may be
 * called on any thread and never waits for the tailer.
 */
public final class EventLog {

  /**
   * How many frames leave in one call of {@link #trim(Instant)} because of their age: all that were
   * appended in a busy minute may reach it in another, and publishers wait meanwhile.
   */
  static final int TRIM_SLICE = 1000;

  /** The epoch of a log that is of no store yet. */
  private static final Epoch NOT_BEGUN = new Epoch("0");

  private volatile Epoch epoch;
  private final Trimmer trimmer;
  private final ConcurrentHashMap<TopicName, TopicLog> topics = new ConcurrentHashMap<>();
  private final AtomicInteger topicsWithEvents = new AtomicInteger();
  private final AtomicLong forgottenTo;
  private Instant ageFrom = Instant.MIN;
  private volatile long head;
  private volatile long damagedTo;
  private volatile boolean broken;
  private volatile LogSize size = new LogSize(0, 0);

  /**
   * An empty log.
   *
   * @param epoch the store's
   * @param head the position that the store has reached; nothing up to it can be replayed
   */
  public EventLog(Epoch epoch, long head, Retention retention) {
    this.epoch = epoch;
    this.head = head;
    this.forgottenTo = new AtomicLong(head);
    this.trimmer = new Trimmer(retention);
  }

  /** An empty log of a store that has not begun. */
  public EventLog(Retention retention) {
    this(NOT_BEGUN, 0, retention);
  }

  /**
   * Says which life of the store the log is of, and where it begins. Belongs to the tailer, and to
   * the time before there are events and readers.
   */
  public void begin(Epoch life, long start) {
    epoch = life;
    forgottenTo.set(start);
    head = start;
  }

  /** What the log holds of frames, and their bytes. */
  public record LogSize(int frames, long bytes) {}

  /** The store's epoch. */
  public Epoch epoch() {
    return epoch;
  }

  /**
   * The position up to which the log is complete. Read it before a topic's frames, and never move a
   * cursor beyond the head that was read.
   */
  public long head() {
    return head;
  }

  /** A position of this log, as an id. */
  public EventId id(long position) {
    return new EventId(epoch, position);
  }

  /** How many frames the log holds. */
  public LogSize size() {
    return size;
  }

  /** How many topics hold events that can be replayed. */
  public int topicsWithEvents() {
    return topicsWithEvents.get();
  }

  /** The topics that hold events or have readers, in no order. */
  public Collection<TopicLog> topics() {
    return topics.values();
  }

  /** A topic's log, or null if it holds nothing and nobody follows it. */
  public @Nullable TopicLog topic(TopicName name) {
    return topics.get(name);
  }

  /** A topic's log; one that the log does not know is empty, and may have forgotten something. */
  public TopicLog topicOrEmpty(TopicName name) {
    return orEmpty(topics.get(name), name);
  }

  /** One that is not known begins where the log may have forgotten something of it. */
  private TopicLog orEmpty(@Nullable TopicLog known, TopicName name) {
    return known == null ? new TopicLog(name, forgottenTo()) : known;
  }

  /** The highest position that may be gone of a topic that the log does not know. */
  public long forgottenTo() {
    return forgottenTo.get();
  }

  /** The highest position of events that the store has lost; 0 if it never lost any. */
  public long damagedTo() {
    return damagedTo;
  }

  /**
   * Notes that the events from behind the head up to a position are lost: whoever has not gone by
   * is told of a gap. Belongs to the tailer, and to the time before there are readers.
   */
  public void lost(long position) {
    damagedTo = position;
    forgottenTo.accumulateAndGet(position, Math::max);
    topics.values().forEach(topic -> topic.trimmed(position));
    head = position;
  }

  /**
   * Takes an event out; it keeps its place, and those who have not read it pass it without a gap.
   * Nothing happens if it is no longer retained. Belongs to the tailer.
   */
  public void delete(TopicName name, long position) {
    topics.computeIfPresent(
        name,
        (_, topic) -> {
          Frame frame = topic.frameAt(position);
          if (frame != null && frame.replayable()) {
            topic.delete(frame);
            if (topic.retained() == 0) {
              topicsWithEvents.decrementAndGet();
            }
          }
          return topic;
        });
  }

  /**
   * Notes that the events from behind the head up to a position, if there are any, have left the
   * retention before this log began. Belongs to the tailer, and to the time before there are
   * readers; {@link #forgetEmpty} ends it.
   *
   * @param newest the last one of each topic that was to be retained: nothing up to it is
   */
  public void trimmed(long position, Map<TopicName, Long> newest) {
    newest.forEach((name, last) -> topics.compute(name, (_, known) -> trimmed(known, name, last)));
    head = position;
  }

  private TopicLog trimmed(@Nullable TopicLog known, TopicName name, long last) {
    TopicLog topic = orEmpty(known, name);
    Frame oldest = topic.oldest();
    while (oldest != null && oldest.position() <= last) {
      takeOut(topic, oldest); // it had left, too, but its segment was not compacted
      oldest = topic.oldest();
    }
    topic.trimmed(last);
    return topic;
  }

  /** Forgets topics that hold nothing. Belongs to the tailer. */
  public void forgetEmpty() {
    for (TopicName name : topics.keySet()) {
      topics.computeIfPresent(name, (_, topic) -> keptOrForgotten(topic));
    }
  }

  /** The position up to which nothing can be replayed any more. Belongs to the tailer. */
  public long released() {
    Frame oldest = trimmer.oldest();
    return oldest == null ? head : oldest.position() - 1;
  }

  /**
   * Appends events that are durable, in position order, and tells those who follow their topics.
   * Belongs to the tailer.
   *
   * @param events with positions that go on where the head is
   * @param since when their age begins to count, by the clock of {@link #trim(Instant)}, which need
   *     not be the one that the events tell: that one may jump. Taken as the one before if earlier
   * @throws IllegalArgumentException if there is a hole
   * @throws IllegalStateException if the log {@link #isBroken}
   */
  public void append(List<Event> events, Instant since) {
    if (broken) {
      throw new IllegalStateException("an earlier append failed half-way");
    }
    long last = head;
    for (Event event : events) {
      if (event.position() != last + 1) {
        throw new IllegalArgumentException("after " + last + " comes not " + event.position());
      }
      last++;
    }
    Set<TopicLog> grown = LinkedHashSet.newLinkedHashSet(1);
    List<Event> skipped = new ArrayList<>(0);
    ageFrom = since.isAfter(ageFrom) ? since : ageFrom; // those in front are the oldest
    boolean whole = false;
    try {
      for (Event event : events) {
        append(event, grown, skipped);
      }
      head = last; // only now may a reader move here
      whole = true;
    } finally {
      if (!whole) {
        broken = true;
      }
    }
    try {
      grown.forEach(this::trim); // after the head: what is trimmed is never beyond it
      skipped.forEach(event -> tellIfMissed(event, grown));
    } finally {
      grown.forEach(TopicLog::notifyListeners); // whatever has failed: the events are there
    }
  }

  /**
   * Whether an append failed half-way. Some of its frames stand beyond the head, where no reader
   * goes; nothing can be appended any more, and only a new log can go on. Any thread.
   */
  public boolean isBroken() {
    return broken;
  }

  private void append(Event event, Set<TopicLog> grown, List<Event> skipped) {
    // under the key's lock, so that a topic cannot be forgotten between its look-up and its growth
    topics.compute(
        event.topic(),
        (name, known) -> {
          if (!event.post().retain() && (known == null || !known.isFollowed())) {
            skipped.add(event); // nobody is there to get it, and nobody may get it later
            return known;
          }
          TopicLog topic = orEmpty(known, name);
          Frame frame = new Frame(event, topic, ageFrom);
          if (frame.retained() && topic.retained() == 0) {
            topicsWithEvents.incrementAndGet();
          }
          topic.append(frame);
          trimmer.added(frame);
          grown.add(topic);
          return topic;
        });
  }

  /**
   * Someone may have come to follow a topic after an event of it was skipped, and before the head
   * moved over it: he begins below the event, is owed it, and has to be told of a gap.
   */
  private void tellIfMissed(Event event, Set<TopicLog> grown) {
    topics.computeIfPresent(
        event.topic(),
        (_, topic) -> {
          if (topic.isFollowed()) {
            topic.dropped(event.position());
            grown.add(topic);
          }
          return topic;
        });
  }

  /**
   * A topic that has just grown keeps at least its newest event, so it cannot be forgotten here.
   */
  private void trim(TopicLog topic) {
    while (trimmer.isOver(topic.view())) {
      Frame oldest = topic.oldest();
      if (oldest == null) {
        return;
      }
      topic.remove(oldest);
      trimmer.removed(oldest);
    }
  }

  /**
   * Lets go of what is over the retention in bytes, and of a slice of what is too old. Belongs to
   * the tailer.
   *
   * @return whether there is more that is too old
   */
  public boolean trim(Instant now) {
    for (Frame over = trimmer.over(); over != null; over = trimmer.over()) {
      remove(over);
    }
    Frame old = trimmer.tooOld(now);
    for (int slice = 0; old != null && slice < TRIM_SLICE; slice++) {
      remove(old);
      old = trimmer.tooOld(now);
    }
    size = new LogSize(trimmer.frames(), trimmer.bytes());
    return old != null;
  }

  private void remove(Frame frame) {
    topics.computeIfPresent(
        frame.topic().name(),
        (_, topic) -> {
          takeOut(topic, frame);
          return keptOrForgotten(topic);
        });
  }

  private void takeOut(TopicLog topic, Frame frame) {
    final boolean counted = frame.replayable();
    topic.remove(frame);
    if (counted && topic.retained() == 0) {
      topicsWithEvents.decrementAndGet();
    }
    trimmer.removed(frame); // last: should anything fail, the frame is taken out once more
  }

  /**
   * Keeps a topic for a reader that was admitted and is not followed for yet: from here on until
   * {@link #unpin} the log knows the topic, and keeps for it what is not to be retained, as if it
   * were followed. Read the head afterwards. Any thread; it takes no lock if the log knows the
   * topic, so that readers who come back in crowds keep no publisher waiting.
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

  /** Ends what {@link #pin} began. Any thread. */
  void unpin(TopicLog topic) {
    topic.unpin();
    if (topic.isEmpty() && !topic.isFollowed()) {
      topics.computeIfPresent(topic.name(), (_, known) -> keptOrForgotten(known));
    }
  }

  /**
   * Follows a topic, which the log knows from then on until {@link #unfollow}. Read the head
   * afterwards: what is appended beyond that head is told to the listener.
   */
  public TopicLog follow(TopicName name, AppendListener listener) {
    return topics.compute(
        name,
        (_, known) -> {
          TopicLog topic = orEmpty(known, name);
          topic.add(listener);
          return topic;
        });
  }

  /** Ends what {@link #follow} began. */
  public void unfollow(TopicLog topic, AppendListener listener) {
    topics.computeIfPresent(
        topic.name(),
        (_, known) -> {
          known.drop(listener);
          return keptOrForgotten(known);
        });
  }

  private @Nullable TopicLog keptOrForgotten(TopicLog topic) {
    if (!topic.isEmpty() || topic.isFollowed() || !topic.leave()) {
      return topic;
    }
    // before it leaves the map: who does not find it must find the mark
    forgottenTo.accumulateAndGet(topic.trimmedTo(), Math::max);
    return null;
  }
}
