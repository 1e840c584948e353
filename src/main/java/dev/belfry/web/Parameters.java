package dev.belfry.web;

import dev.belfry.event.EventType;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.hub.RequestKey;
import dev.belfry.web.body.Utf8;
import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the parameters of the contract mean, and how they are refused. */
final class Parameters {

  /** The longest page. */
  static final int MAX_LIMIT = 1_000;

  private static final int DEFAULT_LIMIT = 100;
  private static final String TOPIC = "topic";
  private static final String EACH_TOPIC = "?topic=a&topic=b";

  /**
   * What names an id to start after, the first that is given. Clients that resume append the first
   * ones to a URL that may have the last.
   */
  private static final List<String> AFTER =
      List.of("lastEventId", "last_event_id", "lastEventID", "after");

  private Parameters() {}

  static TopicName topic(String name) {
    try {
      return new TopicName(name);
    } catch (IllegalArgumentException e) {
      throw ProblemType.BAD_TOPIC.because(String.valueOf(e.getMessage()));
    }
  }

  /** The topics that a query names; repeats are ignored. */
  static Set<TopicName> topics(Query query, int most) {
    query.names().forEach(Parameters::requireNoOtherSpellingOfTopic);
    Set<TopicName> topics = new LinkedHashSet<>();
    for (String name : query.values(TOPIC)) {
      if (name.indexOf(',') >= 0) {
        throw ProblemType.BAD_TOPIC.because("topics are named one by one: " + EACH_TOPIC);
      }
      topics.add(topic(name));
    }
    if (topics.isEmpty() || topics.size() > most) {
      throw ProblemType.BAD_PARAMETER.because("name 1 to " + most + " topics: " + EACH_TOPIC);
    }
    return topics;
  }

  /** A topic that is missed because its parameter is ignored would be missed in silence. */
  private static void requireNoOtherSpellingOfTopic(String name) {
    int bracket = name.indexOf('[');
    String plain = bracket < 0 ? name : name.substring(0, bracket);
    boolean meant = plain.equalsIgnoreCase(TOPIC) || plain.equalsIgnoreCase(TOPIC + "s");
    if (meant && !name.equals(TOPIC)) {
      throw ProblemType.BAD_PARAMETER.because(
          Query.quoted(name) + " is no parameter, each topic is named by " + EACH_TOPIC);
    }
  }

  /**
   * Passes if a query asks for nothing that a reader of either kind cannot have: what is ignored in
   * silence would mislead.
   */
  static void requireReaders(Query query) {
    refuse(query, "type", "readers get all types: a page listens for those that it wants");
    refuse(query, "retain", "it is for publishing");
  }

  /** Passes if a query asks for nothing that a stream cannot have. */
  static void requireStreams(Query query) {
    requireReaders(query);
    refuse(query, "limit", "a stream has no pages; ?last=N begins it with the newest N");
  }

  /** Passes if a query asks for nothing that history cannot have. */
  static void requireHistorys(Query query) {
    requireReaders(query);
    flag(query, "checkpoints", true); // history has neither, whatever these say
    heartbeatEvents(query);
    if (!flag(query, "envelope", true)) {
      throw badParameter("envelope", "true, or absent: history always names each event's topic");
    }
  }

  /** Passes if a query that stands behind the path of one topic names no others. */
  static void requireTopicOfPath(Query query) {
    query.names().forEach(Parameters::requireNoOtherSpellingOfTopic);
    refuse(query, TOPIC, "the path names the topic; /events?topic=a&topic=b reads several");
  }

  private static void refuse(Query query, String name, String why) {
    if (query.value(name) != null) {
      throw ProblemType.BAD_PARAMETER.because(name + " cannot be used here: " + why);
    }
  }

  /** The type that a request names; the query wins over the header, and an empty one is none. */
  static @Nullable EventType type(Query query, @Nullable String header) {
    String asked = query.nonEmpty("type");
    if (asked == null && header != null) {
      asked = Utf8.header(header);
    }
    return asked == null || asked.isEmpty() ? null : type(asked);
  }

  static EventType type(String text) {
    try {
      return new EventType(text);
    } catch (IllegalArgumentException e) {
      throw ProblemType.BAD_TYPE.because(String.valueOf(e.getMessage()));
    }
  }

  /** What the publisher calls the request, or null. */
  static @Nullable RequestKey requestKey(HttpServletRequest request, boolean batch) {
    List<String> keys = Collections.list(request.getHeaders("Idempotency-Key"));
    if (keys.isEmpty()) {
      return null;
    }
    if (keys.size() > 1) {
      throw ProblemType.BAD_PARAMETER.because("one request has one Idempotency-Key");
    }
    try {
      return new RequestKey(keys.getFirst(), batch);
    } catch (IllegalArgumentException e) {
      throw ProblemType.BAD_PARAMETER.because(String.valueOf(e.getMessage()));
    }
  }

  /** A parameter that is {@code true} or {@code false}. */
  static boolean flag(Query query, String name, boolean absent) {
    return switch (query.value(name)) {
      case null -> absent;
      case "true" -> true;
      case "false" -> false;
      case String other -> throw badParameter(name, "true or false");
    };
  }

  /** Whether heartbeats are to come as events: they do if the query says {@code event}. */
  static boolean heartbeatEvents(Query query) {
    return switch (query.value("heartbeat")) {
      case null -> false;
      case "event" -> true;
      case String other -> throw badParameter("heartbeat", "event, or absent");
    };
  }

  /** The length of a page; of one that begins with the newest events, as many as there may be. */
  static int limit(Query query) {
    String value = query.value("limit");
    int absent = query.value("last") == null ? DEFAULT_LIMIT : MAX_LIMIT;
    int limit = value == null ? absent : number("limit", value);
    if (limit < 1) {
      throw badParameter("limit", "a number from 1 to " + MAX_LIMIT);
    }
    return Math.min(limit, MAX_LIMIT);
  }

  /**
   * Where a reader begins, of a stream or of history. An id wins over a number of newest events; it
   * may be anything: the hub answers a bad one with a gap.
   */
  static Start start(Query query, @Nullable String lastEventId) {
    if (lastEventId != null && !lastEventId.isEmpty()) {
      return new Start.After(Utf8.header(lastEventId));
    }
    for (String name : AFTER) {
      String id = query.nonEmpty(name);
      if (id != null) {
        return new Start.After(id);
      }
    }
    String last = query.value("last");
    return last == null ? new Start.Live() : new Start.Newest(number("last", last));
  }

  /** A number of decimal digits; beyond all ints it is the largest. */
  private static int number(String name, String value) {
    if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw badParameter(name, "a whole number that is not negative");
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      return Integer.MAX_VALUE;
    }
  }

  private static ProblemException badParameter(String name, String wanted) {
    return ProblemType.BAD_PARAMETER.because(name + " must be " + wanted);
  }
}
