package dev.belfry.web.origin;

import dev.belfry.web.problem.Problem;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that name another host than this machine. A foreign page may let its own name
 * lead to 127.0.0.1 and so reach a service that listens on this machine only, as if the service
 * were a part of the page's site (DNS rebinding). The name that the page was loaded by is then the
 * one thing that tells it, and it is in {@code Host}.
 */
final class LoopbackHostFilter extends OncePerRequestFilter {

  private final ProblemWriter problems;
  private final RefusalLog log;
  private final String wayOut;

  /**
   * A filter that answers as problems.
   *
   * @param wayOut what helps whoever wants to be answered under another name
   */
  LoopbackHostFilter(ProblemWriter problems, RefusalLog log, String wayOut) {
    this.problems = problems;
    this.log = log;
    this.wayOut = wayOut;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // as it was sent: a page that has rebound its name may write the proxies' headers itself
    String host = request.getHeader(HttpHeaders.HOST);
    if (isOfThisMachine(host)) {
      chain.doFilter(request, response);
      return;
    }
    String shown = Shown.of(String.valueOf(host));
    String detail =
        "the request is for the host "
            + shown
            + ", and only localhost, 127.0.0.1 and [::1] are answered here: a foreign page could"
            + " reach this service by a name that it lets lead to this machine; "
            + wayOut;
    log.tell(shown, detail);
    problems.write(new Problem(ProblemType.MISDIRECTED, detail), response);
  }

  /** Without a host it is no browser's request, and no page's. */
  static boolean isOfThisMachine(@Nullable String host) {
    if (host == null || host.isEmpty()) {
      return true;
    }
    int port = host.indexOf(':', Math.max(0, host.indexOf(']')));
    return Hosts.isLoopback(port < 0 ? host : host.substring(0, port));
  }
}
