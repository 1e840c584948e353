package dev.belfry.web.body;

import dev.belfry.event.EventData;
import dev.belfry.event.EventType;
import dev.belfry.event.TopicName;
import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the body of {@code POST /events}: an object, or an array of such, taken apart strictly. */
public final class BatchParser {

  /** The depth at which {@code data} begins: in an object, in an array. */
  private static final int DEPTH_OF_DATA = 2;

  private final String json;
  private final JsonParser parser;
  private final int maxEvents;
  private final @Nullable EventType defaultType;
  private final List<Batch.Item> items = new ArrayList<>();
  private int events;

  private BatchParser(
      String json, JsonParser parser, int maxEvents, @Nullable EventType defaultType) {
    this.json = json;
    this.parser = parser;
    this.maxEvents = maxEvents;
    this.defaultType = defaultType;
  }

  /**
   * Reads a batch.
   *
   * @param maxEvents the most events, one for each topic named
   * @param defaultType the type of events that name none, or null
   */
  public static Batch parse(String json, int maxEvents, @Nullable EventType defaultType) {
    Json.check(json, Json.MAX_DEPTH + DEPTH_OF_DATA); // from here on only its shape may be wrong
    try (JsonParser parser = Json.parser(json)) {
      return new BatchParser(json, parser, maxEvents, defaultType).parse();
    }
  }

  private Batch parse() {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      addItem();
      return new Batch(items);
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      addItem();
    }
    if (items.isEmpty()) {
      throw ProblemType.BAD_BATCH.because("the array holds no event");
    }
    return new Batch(items);
  }

  private void addItem() {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw bad("not an object");
    }
    Set<String> seen = new HashSet<>();
    Set<TopicName> topics = Set.of();
    EventType type = null;
    EventData data = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      if (!seen.add(name)) {
        throw bad("a member is there twice");
      }
      parser.nextToken();
      switch (name) {
        case "topics" -> topics = topics();
        case "type" -> type = type();
        case "data" -> data = data();
        case "text" -> data = text();
        default -> throw bad("only topics, type, and data or text are members of an event");
      }
    }
    if (topics.isEmpty()) {
      throw bad("topics is missing");
    }
    if (data == null || seen.contains("data") == seen.contains("text")) {
      throw bad("exactly one of data and text is needed");
    }
    events += topics.size();
    items.add(new Batch.Item(topics, type == null ? defaultType : type, data));
  }

  private Set<TopicName> topics() {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw bad("topics is not an array");
    }
    Set<TopicName> topics = new LinkedHashSet<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      topics.add(topic(string("a topic")));
      requireFewEvents(events + topics.size()); // at once: a name takes far more than its bytes
    }
    if (topics.isEmpty()) {
      throw bad("topics is empty");
    }
    return topics;
  }

  private void requireFewEvents(int number) {
    if (number > maxEvents) {
      throw ProblemType.BATCH_TOO_LARGE.because(
          "at most " + maxEvents + " events at once, one for each topic named");
    }
  }

  private TopicName topic(String name) {
    try {
      return new TopicName(name);
    } catch (IllegalArgumentException e) {
      throw ProblemType.BAD_TOPIC.because(place() + e.getMessage());
    }
  }

  /** A type; an empty one is absent, as in the query. */
  private @Nullable EventType type() {
    String type = string("type");
    try {
      return type.isEmpty() ? null : new EventType(type);
    } catch (IllegalArgumentException e) {
      throw ProblemType.BAD_TYPE.because(place() + e.getMessage());
    }
  }

  private EventData data() {
    int from = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
    Json.skipValue(parser, Json.MAX_DEPTH);
    int to = Math.toIntExact(parser.currentLocation().getCharOffset());
    return EventData.json(JsonMinifier.minify(json, from, to));
  }

  private EventData text() {
    return Text.data(string("text"), place());
  }

  private String string(String what) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw bad(what + " is not a string");
    }
    return parser.getString();
  }

  private ProblemException bad(String detail) {
    return ProblemType.BAD_BATCH.because(place() + detail);
  }

  private String place() {
    return "the event at index " + items.size() + ": ";
  }
}
