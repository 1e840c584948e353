package dev.belfry.log;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.EventIds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A log, and a tailer that publishes to it. */
public final class LogFixture {

  public static final Epoch EPOCH = new Epoch("e");
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  public final EventLog log;
  public Instant now = NOON;

  public LogFixture(int events, long bytes) {
    log = new EventLog(new Retention(events, bytes, Duration.ofHours(1)));
    log.begin(EPOCH, 0, EventIds::read);
  }

  public LogFixture(int events) {
    this(events, 1 << 20);
  }

  public static Event event(long position, String topic, String json, boolean retain, Instant at) {
    return event(new EventId(EPOCH, position), topic, json, retain, at);
  }

  private static Event event(EventId id, String topic, String json, boolean retain, Instant at) {
    EventData data = EventData.json(json.getBytes(StandardCharsets.UTF_8));
    Post post = new Post(new TopicName(topic), null, data, retain);
    return new Event(id, at, post);
  }

  /** A frame of an event to topic a, in no log. */
  public static Frame frame(long position, String json) {
    return new Frame(
        event(position, "a", json, true, NOON),
        position,
        new TopicLog(new TopicName("a"), 0),
        NOON);
  }

  /** Publishes one event on each topic named, in one append. Returns the last position. */
  public long publish(String... topics) {
    List<Event> events = new ArrayList<>();
    long position = log.head().id().position();
    for (String topic : topics) {
      position++;
      EventId id = new EventId(log.head().epoch(), position);
      events.add(event(id, topic, "" + position, true, now));
    }
    log.append(events, now);
    log.trim(now);
    return position;
  }

  /** Publishes one event that is not to be retained. */
  public long publishUnretained(String topic) {
    long position = log.head().id().position() + 1;
    EventId id = new EventId(log.head().epoch(), position);
    log.append(List.of(event(id, topic, "" + position, false, now)), now);
    log.trim(now);
    return position;
  }

  public TopicLog follow(String topic) {
    return log.follow(new TopicName(topic), NOBODY);
  }

  public static final AppendListener NOBODY =
      new AppendListener() {
        @Override
        public void appended() {}

        @Override
        public int readers() {
          return 1;
        }
      };
}
