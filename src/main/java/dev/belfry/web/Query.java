package dev.belfry.web;

import dev.belfry.web.body.Utf8;
import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request's query.
 *
 * <p>Read here and not by the container, which would look for more of them in the body of a form.
 * Where one value is asked for and several are given, the last counts: clients that resume by
 * appending an id to their URL mean the newest.
 */
final class Query {

  /** Those that hold an id, which may be anything and is never refused: a bad one is a gap. */
  private static final Set<String> IDS =
      Set.of("lastEventId", "last_event_id", "lastEventID", "after");

  private static final int LONGEST_QUOTE = 64;

  private final Map<String, List<String>> values = new HashMap<>();

  private Query() {}

  static Query of(HttpServletRequest request) {
    return parse(request.getQueryString());
  }

  static Query parse(@Nullable String raw) {
    Query query = new Query();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        query.add(pair);
      }
    }
    return query;
  }

  private void add(String pair) {
    if (pair.isEmpty()) {
      return;
    }
    int equals = pair.indexOf('=');
    String rawName = equals < 0 ? pair : pair.substring(0, equals);
    String raw = equals < 0 ? "" : pair.substring(equals + 1);
    String name = decode(rawName);
    if (name == null) {
      throw malformed("the name " + quoted(rawName));
    }
    String value = decode(raw);
    if (value == null) {
      if (!IDS.contains(name)) {
        throw malformed("the value of " + quoted(name));
      }
      value = "%"; // no id, whatever it was
    }
    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  /** The names of all parameters. */
  Set<String> names() {
    return values.keySet();
  }

  /** A name as a refusal repeats it: it may be anything, and of any length. */
  static String quoted(String name) {
    return name.length() > LONGEST_QUOTE ? name.substring(0, LONGEST_QUOTE) + "…" : name;
  }

  /** The value of a parameter, which may be empty; null if it is not given. */
  @Nullable String value(String name) {
    List<String> given = values.get(name);
    return given == null ? null : given.getLast();
  }

  /** The value of a parameter; null if it is not given or empty. */
  @Nullable String nonEmpty(String name) {
    String value = value(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** All values of a parameter. */
  List<String> values(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Decodes what stands in a query, or tells by null that it is malformed. */
  private static @Nullable String decode(String raw) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0 && raw.chars().allMatch(c -> c < 0x80)) {
      return raw;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int high = hex(raw, i + 1);
        int low = hex(raw, i + 2);
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    return Utf8.decode(bytes.toByteArray());
  }

  /** The value of a hexadecimal digit, or -1 if there is none. */
  private static int hex(String raw, int at) {
    char c = at < raw.length() ? raw.charAt(at) : '?';
    return c >= 0x80 ? -1 : Character.digit(c, 16);
  }

  private static ProblemException malformed(String what) {
    return ProblemType.BAD_PARAMETER.because(
        what + ", a parameter of the query, is not percent-encoded UTF-8");
  }
}
