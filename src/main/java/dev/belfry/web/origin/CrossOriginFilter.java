package dev.belfry.web.origin;

import dev.belfry.web.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.filter.CorsFilter;

/** Answers preflights, marks answers for allowed origins, and refuses requests of others. */
public final class CrossOriginFilter extends CorsFilter {

  private final String excluded;

  /**
   * A filter that writes refusals as problems.
   *
   * @param excluded the path below which the rules are others', the actuator's
   */
  public CrossOriginFilter(CorsProperties properties, String excluded, ProblemWriter problems) {
    this(properties, excluded, problems, new RefusalLog(false));
  }

  CrossOriginFilter(
      CorsProperties properties, String excluded, ProblemWriter problems, RefusalLog log) {
    super(new OriginRules(properties));
    this.excluded = excluded;
    setCorsProcessor(new ProblemCorsProcessor(problems, log));
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return path.equals(excluded) || path.startsWith(excluded + "/");
  }
}
