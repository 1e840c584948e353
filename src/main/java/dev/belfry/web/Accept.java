package dev.belfry.web;

import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What a request accepts, as far as it matters here.
 *
 * @param json the weight of {@code application/json}, by its name or by a wildcard; 0 if refused
 * @param stream the weight of {@code text/event-stream}. By its name only, where JSON can be the
 *     answer: a wildcard must not turn a request for history into an answer that never ends. Where
 *     it cannot, {@code text/*} leaves nothing but a stream
 */
record Accept(double json, double stream) {

  private static final String TEXT = MediaType.TEXT_EVENT_STREAM.getType();

  static Accept of(HttpServletRequest request) {
    return parse(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
  }

  /** Reads the Accept headers of a request; none, or only empty ones, accept all. */
  static Accept parse(List<String> headers) {
    List<MediaType> ranges;
    try {
      ranges = MediaType.parseMediaTypes(headers);
    } catch (InvalidMediaTypeException e) {
      throw ProblemType.NOT_ACCEPTABLE.because("the Accept header is malformed");
    }
    if (ranges.isEmpty()) {
      return new Accept(1, 0);
    }
    double named = -1;
    double text = 0;
    double json = 0;
    int bestMatch = 0;
    for (MediaType range : ranges) {
      double weight = range.getQualityValue();
      if (range.equalsTypeAndSubtype(MediaType.TEXT_EVENT_STREAM)) {
        named = Math.max(named, weight);
      } else if (range.isWildcardSubtype() && range.getType().equalsIgnoreCase(TEXT)) {
        text = Math.max(text, weight);
      }
      int match = matchOfJson(range);
      if (match > bestMatch) {
        bestMatch = match;
        json = weight;
      } else if (match > 0 && match == bestMatch) {
        json = Math.max(json, weight);
      }
    }
    boolean isNamed = named >= 0; // then text/* says nothing more about it
    return new Accept(json, isNamed ? named : json > 0 ? 0 : text);
  }

  /** How precisely a range names JSON: the most precise one counts (RFC 9110, 12.5.1). */
  private static int matchOfJson(MediaType range) {
    if (range.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)) {
      return 3;
    }
    if (!range.getSubtype().equals("*")) {
      return 0;
    }
    if (range.isWildcardType()) {
      return 1;
    }
    return range.getType().equalsIgnoreCase("application") ? 2 : 0;
  }

  /** Whether a stream is wanted, rather than history. */
  boolean prefersStream() {
    return stream > 0 && stream >= json;
  }

  /** Passes if JSON can be the answer. */
  void requireJson(String detail) {
    if (json == 0) {
      throw ProblemType.NOT_ACCEPTABLE.because(detail);
    }
  }

  /** Passes if JSON can be the answer. */
  static void requireJson(HttpServletRequest request) {
    of(request).requireJson("the answer is application/json");
  }
}
