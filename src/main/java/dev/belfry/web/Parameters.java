package dev.belfry.web;

import dev.belfry.event.EventType;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.hub.RequestKey;
import dev.belfry.web.body.Utf8;
import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
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
  private static final List<String> LAST_EVENT_ID =
      List.of("lastEventId", "last_event_id", "lastEventID");

  private Parameters() {}

  static TopicName topic(String name) {
    try {
      return new TopicName(name);
    } catch (IllegalArgumentException e) {
      throw ProblemType.BAD_TOPIC.because(String.valueOf(e.getMessage()));
    }
  }

  /** Some topics by name; repeats are ignored. */
  static Set<TopicName> topics(Collection<String> names, int most) {
    Set<TopicName> topics = new LinkedHashSet<>();
    names.forEach(name -> topics.add(topic(name)));
    if (topics.isEmpty() || topics.size() > most) {
      throw ProblemType.BAD_PARAMETER.because("name 1 to " + most + " topics: ?topic=a&topic=b");
    }
    return topics;
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
  static @Nullable RequestKey requestKey(
      HttpServletRequest request, boolean batch) {
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

  /** The length of a page. */
  static int limit(Query query) {
    String value = query.value("limit");
    int limit = value == null ? DEFAULT_LIMIT : number("limit", value);
    if (limit < 1) {
      throw badParameter("limit", "a number from 1 to " + MAX_LIMIT);
    }
    return Math.min(limit, MAX_LIMIT);
  }

  /** Where a stream begins. An id may be anything: the hub answers a bad one with a gap. */
  static Start start(Query query, @Nullable String lastEventId) {
    if (lastEventId != null && !lastEventId.isEmpty()) {
      return new Start.After(Utf8.header(lastEventId));
    }
    for (String name : LAST_EVENT_ID) {
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
