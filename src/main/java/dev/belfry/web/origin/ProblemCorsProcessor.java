package dev.belfry.web.origin;

import dev.belfry.web.problem.Problem;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.ProblemWriter;
import java.io.IOException;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.cors.DefaultCorsProcessor;

/** Spring's rules about origins, with our refusal. */
final class ProblemCorsProcessor extends DefaultCorsProcessor {

  private static final Problem REFUSAL =
      new Problem(
          ProblemType.ORIGIN_NOT_ALLOWED,
          "pages of this origin may not send this request; see belfry.cors.allowed-origins");

  private final ProblemWriter problems;

  ProblemCorsProcessor(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected void rejectRequest(ServerHttpResponse response) throws IOException {
    problems.write(REFUSAL, ((ServletServerHttpResponse) response).getServletResponse());
  }
}
