package dev.belfry.web;

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

  @Override
  protected void rejectRequest(ServerHttpResponse response) throws IOException {
    ProblemWriter.write(REFUSAL, ((ServletServerHttpResponse) response).getServletResponse());
  }
}
