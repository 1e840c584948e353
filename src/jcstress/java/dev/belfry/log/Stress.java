package dev.belfry.log;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the stress tests are made of: few and small things, as millions of each are made. */
public final class Stress {

  public static final TopicName A = new TopicName("a");
  public static final TopicName B = new TopicName("b");

  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final Epoch EPOCH = new Epoch("e");

  /** The epoch of a store whose history was cut back. */
  static final Epoch NEXT = new Epoch("f");

  private static final Duration AGE = Duration.ofHours(1);

  /** When events that are not to be retained are too old. */
  static final Instant MINUTES_LATER = NOON.plus(Duration.ofMinutes(2));

  /** When all events of today are too old. */
  static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));

  private Stress() {}

  /** An empty log that keeps this many events of a topic. */
  public static EventLog log(int events) {
    return new EventLog(EPOCH, 0, new Retention(events, 1 << 20, AGE));
  }

  /** An event that is to be retained. */
  public static Event event(long position, TopicName topic) {
    return event(position, topic, Long.toString(position), true);
  }

  /** An event that is to be retained, of the epoch behind a cut. */
  static Event eventOfNext(long position, TopicName topic) {
    return new Event(new EventId(NEXT, position), NOON, event(position, topic).post());
  }

  /** An event for those alone who are there. */
  public static Event unretained(long position, TopicName topic) {
    return event(position, topic, Long.toString(position), false);
  }

  static Event event(long position, TopicName topic, String json, boolean retain) {
    EventData data = EventData.json(json.getBytes(StandardCharsets.UTF_8));
    return new Event(new EventId(EPOCH, position), NOON, new Post(topic, null, data, retain));
  }

  /** A frame of an event to topic a, in no log. */
  public static Frame frame(long position) {
    return new Frame(event(position, A), position, new TopicLog(A, 0), NOON);
  }

  /** What the tailer appends at once. */
  public static List<Event> append(Event... events) {
    return List.of(events);
  }

  /** Follows a topic, and notes whether it was told of news. */
  static final class Follower implements AppendListener {

    /** Written by the tailer; read when all is over. */
    boolean told;

    @Override
    public void appended() {
      told = true;
    }

    @Override
    public int readers() {
      return 1;
    }
  }

  /**
   * Reads from the beginning on, as a visit does: behind a gap, if something is gone.
   *
   * @return {@code all} or {@code gap}, if that is the truth; otherwise {@code hole}
   */
  static String readOn(EventLog log, TopicLog[] topics, Owed owed, LogReader reader) {
    long cursor = 0;
    Head head = log.head();
    while (!reader.read(topics, cursor, owed, head)) {
      cursor = LogReader.resumption(topics, cursor, owed, log.head());
      head = log.head(); // behind the resumption, which it is never below
    }
    if (reader.end() != head.number() || !isUnbroken(reader, cursor, head.number() - cursor)) {
      return "hole";
    }
    return cursor == 0 ? "all" : "gap";
  }

  /** Whether a read brought this many events, from behind a cursor on, one behind the other. */
  static boolean isUnbroken(LogReader read, long cursor, long count) {
    if (read.size() != count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (read.frame(i).number() != cursor + 1 + i) {
        return false;
      }
    }
    return true;
  }
}
