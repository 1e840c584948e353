package dev.belfry.web.origin;

import dev.belfry.web.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

/** Spring's way of answering pages of other origins, with our refusal. */
final class ProblemCorsProcessor extends DefaultCorsProcessor {

  private final ProblemWriter problems;
  private final RefusalLog log;

  ProblemCorsProcessor(ProblemWriter problems, RefusalLog log) {
    this.problems = problems;
    this.log = log;
  }

  @Override
  public boolean processRequest(
      @Nullable CorsConfiguration rule, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean allowed = super.processRequest(rule, request, response);
    if (!allowed) {
      OriginRefusal refusal = OriginRefusal.of(request);
      log.tell(refusal.origin(), refusal.detail());
      problems.write(refusal.problem(), response);
    }
    return allowed;
  }

  /** Leaves the answer to {@link #processRequest}, which knows the request. */
  @Override
  protected void rejectRequest(ServerHttpResponse response) {}

  /**
   * Answers a preflight with all methods, whichever it asks for: a browser then says which one is
   * not among them, where it says of a refused preflight only that it failed.
   */
  @Override
  protected @Nullable List<HttpMethod> checkMethods(
      CorsConfiguration rule, @Nullable HttpMethod asked) {
    List<String> allowed = rule.getAllowedMethods();
    return allowed == null ? null : allowed.stream().map(HttpMethod::valueOf).toList();
  }

  /** Answers a preflight with all headers, for the same reason. */
  @Override
  protected @Nullable List<String> checkHeaders(CorsConfiguration rule, List<String> asked) {
    return rule.getAllowedHeaders();
  }
}
