package dev.belfry.log;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.IdReader;
import dev.belfry.event.TopicName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tail of the store in this node's memory: bounded, in the store's order, by topic.
 *
 * <p>What changes the log belongs to the tailer, one thread at a time. All else may be called on
 * any thread: reading takes no lock, and following waits at most for the change of one topic.
 */
public final class EventLog {

  /**
   * How many frames one call of {@link #trim(Instant)} removes because of their age: all that were
   * appended in a busy minute may reach it in another, and publishers wait meanwhile.
   */
  static final int TRIM_SLICE = 1000;

  /** The epoch of a log that is of no store yet. */
  private static final Epoch NOT_BEGUN = new Epoch("0");

  private final Trimmer trimmer;
  private final TopicTable topics;
  private Instant ageFrom = Instant.MIN;
  private volatile Head head;
  private volatile boolean broken;
  private volatile LogSize size = new LogSize(0, 0);

  /** What the log holds of frames, and their bytes. */
  public record LogSize(int frames, long bytes) {}

  /**
   * An empty log that reads no ids.
   *
   * @param epoch the store's
   * @param head the position that the store has reached; nothing up to it can be replayed
   */
  public EventLog(Epoch epoch, long head, Retention retention) {
    this.head = Head.of(epoch, head, text -> null);
    this.topics = new TopicTable(head);
    this.trimmer = new Trimmer(retention);
  }

  /** An empty log of a store that has not begun. */
  public EventLog(Retention retention) {
    this(NOT_BEGUN, 0, retention);
  }

  // --- what anybody reads

  /**
   * How far the log is complete. Read it before a topic's frames, and never move a cursor beyond
   * the head that was read.
   */
  public Head head() {
    return head;
  }

  /**
   * Whether an append failed half-way. Some of its frames stand beyond the head, where no reader
   * goes; nothing can be appended any more, and only a new log can go on. Any thread.
   */
  public boolean isBroken() {
    return broken;
  }

  /** How many frames the log holds. */
  public LogSize size() {
    return size;
  }

  /** How many topics hold events that can be replayed. */
  public int topicsWithEvents() {
    return topics.withEvents();
  }

  /** The topics that hold events or have readers, in no order. */
  public Collection<TopicLog> topics() {
    return topics.all();
  }

  /** A topic's log, or null if it holds nothing and nobody follows it. */
  public @Nullable TopicLog topic(TopicName name) {
    return topics.get(name);
  }

  /** A topic's log; one that the log does not know is empty, and may have been trimmed. */
  public TopicLog topicOrEmpty(TopicName name) {
    return topics.getOrEmpty(name);
  }

  /** The highest number that may have been trimmed of a topic that the log does not know. */
  public long forgottenTo() {
    return topics.forgottenTo();
  }

  // --- the tailer's side: growth and retention

  /**
   * Appends events that are durable, in the store's order, and tells those who follow their topics.
   * Belongs to the tailer.
   *
   * @param events the next ones behind the head; they get the numbers behind its own
   * @param since when their age begins to count, by the clock of {@link #trim(Instant)}, which need
   *     not be the one that the events tell: that one may jump. Taken as the one before if earlier
   * @throws IllegalStateException if the log {@link #isBroken}
   */
  public void append(List<Event> events, Instant since) {
    if (broken) {
      throw new IllegalStateException("an earlier append failed half-way");
    }
    Set<TopicLog> grown = LinkedHashSet.newLinkedHashSet(1);
    List<Skipped> skipped = new ArrayList<>(0);
    long number = head.number();
    // never earlier than the one before: the trimmer looks at the first of its queue alone
    ageFrom = since.isAfter(ageFrom) ? since : ageFrom;
    boolean whole = false;
    try {
      for (Event event : events) {
        number++;
        append(event, number, grown, skipped);
      }
      head = head.plus(events.size()); // only now may a reader move here
      whole = true;
    } finally {
      if (!whole) {
        broken = true;
      }
    }
    try {
      grown.forEach(this::trim); // after the head: what is trimmed is never beyond it
      skipped.forEach(event -> tellIfMissed(event.topic(), event.number(), grown));
    } finally {
      grown.forEach(TopicLog::notifyListeners); // whatever has failed: the events are there
    }
  }

  /** An event that was not appended: it is not to be retained, and nobody follows its topic. */
  private record Skipped(TopicName topic, long number) {}

  private void append(Event event, long number, Set<TopicLog> grown, List<Skipped> skipped) {
    topics.changeIf(
        event.topic(),
        known -> {
          boolean wanted = event.post().retain() || (known != null && known.isFollowed());
          if (!wanted) {
            skipped.add(new Skipped(event.topic(), number));
          }
          return wanted;
        },
        topic -> {
          Frame frame = new Frame(event, number, topic, ageFrom);
          grown.add(topic); // first: should that fail, nothing of the event is anywhere yet
          topic.append(frame);
          trimmer.added(frame);
        });
  }

  /**
   * Someone may have come to follow a topic after an event of it was skipped, and before the head
   * moved over it: he begins below the event, is owed it, and has to be told of a gap.
   */
  private void tellIfMissed(TopicName name, long number, Set<TopicLog> grown) {
    topics.changeKnown(
        name,
        topic -> {
          if (topic.isFollowed()) {
            topic.skipped(number);
            grown.add(topic);
          }
        });
  }

  /**
   * Removes what a topic that has just grown holds over its own bound. It keeps at least its newest
   * event, so that it cannot be forgotten, and its key is not needed.
   */
  private void trim(TopicLog topic) {
    while (trimmer.isOver(topic.view())) {
      Frame oldest = topic.view().oldest();
      if (oldest == null) {
        return;
      }
      topic.remove(oldest);
      trimmer.removed(oldest);
    }
  }

  /**
   * Removes what is over the retention in bytes, and a slice of what is too old. Belongs to the
   * tailer.
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
    topics.changeKnown(frame.topic().name(), topic -> remove(topic, frame));
  }

  private void remove(TopicLog topic, Frame frame) {
    topic.remove(frame);
    trimmer.removed(frame); // last: should anything fail, the frame is removed once more
  }

  /** The number up to which nothing can be replayed any more. Belongs to the tailer. */
  public long released() {
    Frame oldest = trimmer.oldest();
    return oldest == null ? head.number() : oldest.number() - 1;
  }

  // --- the tailer's side: what the store has done

  /**
   * Says which life of the store the log is of, where it begins, and who reads the store's ids.
   * Belongs to the tailer, and to the time before there are events and readers.
   */
  public void begin(Epoch life, long start, IdReader ids) {
    topics.begin(start);
    head = Head.of(life, start, ids);
  }

  /**
   * Notes that the events from behind the head up to a position, if there are any, were trimmed
   * before this log began. Belongs to the tailer, and to the time before there are readers; {@link
   * #forgetEmpty} ends it.
   *
   * @param newest the last one of each topic that was to be retained: nothing up to it is
   */
  public void trimmed(long position, Map<TopicName, Long> newest) {
    newest.forEach((name, last) -> topics.change(name, topic -> trimmed(topic, head.number(last))));
    head = head.passed(position);
  }

  private void trimmed(TopicLog topic, long last) {
    Frame oldest = topic.view().oldest();
    while (oldest != null && oldest.number() <= last) {
      remove(topic, oldest); // it was trimmed, too, but its segment was not compacted
      oldest = topic.view().oldest();
    }
    topic.trimmed(last);
  }

  /** Forgets topics that hold nothing. Belongs to the tailer. */
  public void forgetEmpty() {
    topics.changeAll(topic -> {});
  }

  /**
   * Deletes an event: its number stays, and those who have not read it pass it without a gap.
   * Nothing happens if it cannot be replayed any more. Belongs to the tailer.
   */
  public void delete(TopicName name, long number) {
    topics.changeKnown(
        name,
        topic -> {
          Frame frame = topic.view().frame(number);
          if (frame != null && frame.replayable()) {
            topic.delete(frame);
          }
        });
  }

  /**
   * Notes that there is nothing from behind the head up to a position, and that nobody has missed
   * anything. Belongs to the tailer.
   */
  public void passed(long position) {
    head = head.passed(position);
  }

  /**
   * Notes that the events from behind the head up to a position are lost: every reader that is
   * below is told of a gap, and woken for it. Belongs to the tailer.
   */
  public void lost(long position) {
    head = head.lost(position);
    wakeAll();
  }

  /**
   * Takes back what is beyond a position: the store's history has not got it any more, and goes on
   * from there under another epoch. Readers that are beyond are told of a gap, and woken for it;
   * the others read on. Belongs to the tailer.
   *
   * @param position at most the head's; nothing is taken back if it is that
   */
  public void cut(long position, Epoch epoch) {
    long kept = head.number(position);
    // first, so that whoever has not come so far passes them without a gap
    topics.changeAll(topic -> topic.withdraw(kept));
    head = head.cut(position, epoch);
    topics.changeAll(
        topic -> topic.view().framesAfter(kept).forEach(frame -> remove(topic, frame)));
    wakeAll();
  }

  private void wakeAll() {
    topics.all().forEach(TopicLog::notifyListeners);
  }

  // --- who follows a topic, any thread

  /**
   * Keeps a topic for a reader that was admitted and is not followed for yet: from here on until
   * {@link #unpin} the log knows the topic, and keeps for it what is not to be retained, as if it
   * were followed. Read the head afterwards. Any thread.
   */
  TopicLog pin(TopicName name) {
    return topics.pin(name);
  }

  /** Ends what {@link #pin} began. Any thread. */
  void unpin(TopicLog topic) {
    topics.unpin(topic);
  }

  /**
   * Follows a topic, which the log knows from then on until {@link #unfollow}. Read the head
   * afterwards: what is appended beyond that head is told to the listener.
   */
  public TopicLog follow(TopicName name, AppendListener listener) {
    return topics.follow(name, listener);
  }

  /** Ends what {@link #follow} began. */
  public void unfollow(TopicLog topic, AppendListener listener) {
    topics.unfollow(topic, listener);
  }
}
