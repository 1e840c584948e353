package dev.belfry.web.problem;

import dev.belfry.hub.Refusals;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The one place that writes refusals, and counts them: problem details, whatever is accepted. */
@Component
public final class ProblemWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<ProblemType, LongAdder> counters = new EnumMap<>(ProblemType.class);

  /** A writer that counts each refusal. */
  public ProblemWriter(Refusals refusals) {
    for (ProblemType type : ProblemType.values()) {
      counters.put(type, refusals.counter(type.id()));
    }
  }

  /** Answers with a problem, unless an answer is already under way. */
  public void write(Problem problem, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    Objects.requireNonNull(counters.get(problem.type())).increment();
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
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
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
