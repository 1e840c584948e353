package dev.belfry.web.origin;

import dev.belfry.stream.RefusalWriter;
import dev.belfry.web.problem.Problem;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.ProblemWriter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Writes what the container refused as a problem, which pages of allowed origins can read as far as
 * the request came to tell its origin.
 */
final class ContainerRefusals implements RefusalWriter {

  private final CrossOriginFilter origins;
  private final ProblemWriter problems;

  ContainerRefusals(CrossOriginFilter origins, ProblemWriter problems) {
    this.origins = origins;
    this.problems = problems;
  }

  @Override
  public void write(
      int status, String detail, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    Problem problem = new Problem(ProblemType.of(status), detail);
    origins.doFilter(
        new Broken(request),
        response,
        (_, answer) -> {
          problems.write(problem, (HttpServletResponse) answer);
        });
  }

  /**
   * What the rules about origins ask of a request of which any part may be missing or broken: of
   * its headers there is the origin alone, and it is no preflight, which would be answered.
   */
  private static final class Broken extends HttpServletRequestWrapper {

    Broken(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getRequestURI() {
      return "/";
    }

    @Override
    public String getContextPath() {
      return "";
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      return Collections.enumeration(List.of(HttpHeaders.ORIGIN));
    }

    @Override
    public @Nullable String getHeader(String name) {
      return name.equalsIgnoreCase(HttpHeaders.ORIGIN) ? super.getHeader(name) : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return name.equalsIgnoreCase(HttpHeaders.ORIGIN)
          ? super.getHeaders(name)
          : Collections.emptyEnumeration();
    }

    @Override
    public @Nullable String getContentType() {
      return null;
    }

    @Override
    public int getContentLength() {
      return -1;
    }
  }
}
