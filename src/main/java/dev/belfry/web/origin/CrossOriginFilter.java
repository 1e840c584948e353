package dev.belfry.web.origin;

import dev.belfry.web.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

/** Answers preflights, marks answers for allowed origins, and refuses requests of others. */
public final class CrossOriginFilter extends CorsFilter {

  private static final Duration PREFLIGHT_AGE = Duration.ofHours(1);

  private final String excluded;

  /**
   * @param excluded the path below which the rules are others', the actuator's
   */
  public CrossOriginFilter(CorsProperties properties, String excluded, ProblemWriter problems) {
    this(configuration(properties), excluded, problems);
  }

  private CrossOriginFilter(CorsConfiguration rules, String excluded, ProblemWriter problems) {
    super(request -> rules);
    this.excluded = excluded;
    setCorsProcessor(new ProblemCorsProcessor(problems));
  }

  private static CorsConfiguration configuration(CorsProperties properties) {
    CorsConfiguration rules = new CorsConfiguration();
    rules.setAllowedOrigins(properties.allowedOrigins());
    if (properties.allowLocalhost()) {
      rules.setAllowedOriginPatterns(
          List.of(
              "http://localhost:[*]",
              "https://localhost:[*]",
              "http://127.0.0.1:[*]",
              "https://127.0.0.1:[*]"));
    }
    rules.setAllowedMethods(List.of("GET", "HEAD", "POST", "DELETE"));
    rules.setAllowedHeaders(
        List.of(
            "Authorization",
            "Content-Type",
            "Idempotency-Key",
            "Event-Type",
            "Last-Event-ID",
            "Cache-Control"));
    rules.setExposedHeaders(List.of("Location", "Retry-After", "Idempotency-Replayed"));
    rules.setAllowCredentials(true);
    rules.setMaxAge(PREFLIGHT_AGE);
    return rules;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return path.equals(excluded) || path.startsWith(excluded + "/");
  }
}
