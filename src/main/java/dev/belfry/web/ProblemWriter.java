package dev.belfry.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** The one place that writes refusals: problem details, whatever the request accepts. */
final class ProblemWriter {

  private ProblemWriter() {}

  /** Answers with a problem, unless an answer is already under way. */
  static void write(Problem problem, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    byte[] body = body(problem);
    response.resetBuffer();
    response.setStatus(problem.type().status());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    problem.headers().forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static byte[] body(Problem problem) {
    // A writer first: details may quote half a surrogate pair, which a byte generator refuses.
    StringWriter out = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("type", problem.type().uri());
      json.writeStringProperty("title", problem.type().title());
      json.writeNumberProperty("status", problem.type().status());
      json.writeStringProperty("detail", problem.detail());
      json.writeEndObject();
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}
