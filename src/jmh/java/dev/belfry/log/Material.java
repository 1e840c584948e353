package dev.belfry.log;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.EventId;
import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What the benchmarks are fed with. */
public final class Material {

  static final Epoch EPOCH = new Epoch("unrqkh6al8");
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Material() {}

  /** A post of JSON, of so many bytes. */
  public static Post post(String topic, int bytes) {
    String json = "{\"title\":\"" + "x".repeat(bytes - "{\"title\":\"\"}".length()) + "\"}";
    EventData data = EventData.json(json.getBytes(StandardCharsets.US_ASCII));
    return new Post(new TopicName(topic), new EventType("new-post"), data, true);
  }

  public static Event event(long position, Post post) {
    return new Event(new EventId(EPOCH, position), NOON, post);
  }

  /** A frame of an event, in no log. */
  public static Frame frame(Event event) {
    return new Frame(event, event.position(), new TopicLog(event.topic(), 0), NOON);
  }

  /** A log that keeps so many events of a topic, and lets go for no other reason. */
  static EventLog log(int events) {
    return new EventLog(EPOCH, 0, new Retention(events, Long.MAX_VALUE, Duration.ofDays(1)));
  }

  /** A post to each of this many topics. */
  static List<Post> posts(int topics, int bytes) {
    return IntStream.range(0, topics).mapToObj(i -> post("posts-" + i, bytes)).toList();
  }
}
