package dev.belfry.web.origin;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsUtils;

/**
 * What a page of another origin may do: all that its visitor may, read without credentials, or
 * nothing. Each is a rule of Spring's, chosen by the request.
 */
final class OriginRules implements CorsConfigurationSource {

  private static final Duration PREFLIGHT_AGE = Duration.ofHours(1);
  private static final List<String> READING = List.of("GET", "HEAD");
  private static final List<String> ALL_METHODS = List.of("GET", "HEAD", "POST", "DELETE");
  private static final List<String> READING_HEADERS =
      List.of(
          "Content-Type",
          "Last-Event-ID",
          "Cache-Control",
          "traceparent",
          "tracestate",
          "baggage",
          "sentry-trace");
  private static final List<String> PUBLISHING_HEADERS =
      List.of("Authorization", "Idempotency-Key", "Event-Type");

  private static final CorsConfiguration NOTHING = new CorsConfiguration();

  private final Set<String> allowed;
  private final boolean allowLocalhost;
  private final boolean publicReads;
  private final CorsConfiguration all;
  private final CorsConfiguration reading;

  OriginRules(CorsProperties properties) {
    this.allowed = Set.copyOf(properties.allowedOrigins());
    this.allowLocalhost = properties.allowLocalhost();
    this.publicReads = properties.publicReads();
    List<String> readingHeaders =
        Stream.concat(READING_HEADERS.stream(), properties.allowedHeaders().stream()).toList();
    this.all =
        rule(
            ALL_METHODS,
            Stream.concat(PUBLISHING_HEADERS.stream(), readingHeaders.stream()).toList());
    // the origin is answered as it was sent: this rule is chosen for no origin but the allowed ones
    all.setAllowedOriginPatterns(List.of(CorsConfiguration.ALL));
    all.setAllowCredentials(true);
    this.reading = rule(READING, readingHeaders);
    reading.setAllowedOrigins(List.of(CorsConfiguration.ALL));
  }

  private static CorsConfiguration rule(List<String> methods, List<String> headers) {
    CorsConfiguration rule = new CorsConfiguration();
    rule.setAllowedMethods(methods);
    rule.setAllowedHeaders(headers);
    rule.setExposedHeaders(List.of("Location", "Retry-After", "Idempotency-Replayed"));
    rule.setMaxAge(PREFLIGHT_AGE);
    return rule;
  }

  @Override
  public CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return NOTHING;
    }
    if (allowed.contains(origin) || (allowLocalhost && isLocal(origin))) {
      return all;
    }
    return publicReads && reads(request) ? reading : NOTHING;
  }

  /** Whether a request only reads, or asks whether it may. */
  static boolean reads(HttpServletRequest request) {
    String method =
        CorsUtils.isPreFlightRequest(request)
            ? request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
            : request.getMethod();
    String path = request.getRequestURI().substring(request.getContextPath().length());
    // the list of all topics is for operators
    return READING.contains(method) && (path.equals("/events") || path.startsWith("/topics/"));
  }

  private static boolean isLocal(String origin) {
    try {
      return Origin.of(origin).isLocal();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
