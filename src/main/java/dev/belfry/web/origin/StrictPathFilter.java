package dev.belfry.web.origin;

import dev.belfry.web.problem.Problem;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses paths that some reader would take for others: whoever stands in front of the service must
 * see the same path as its handlers do.
 */
public final class StrictPathFilter extends OncePerRequestFilter {

  private static final Problem REFUSAL =
      new Problem(
          ProblemType.NOT_FOUND,
          "nothing is at a path with an empty segment (//), a dot segment, a semicolon, a backslash"
              + " or an encoded separator (%2F)");

  private final ProblemWriter problems;

  /** A filter that answers refused paths as problems. */
  public StrictPathFilter(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isAmbiguous(request.getRequestURI())) {
      problems.write(REFUSAL, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Whether a raw path has parameters, empty or dot segments, or hides a separator or a dot. */
  static boolean isAmbiguous(String path) {
    if (path.indexOf(';') >= 0 || path.indexOf('\\') >= 0 || path.contains("//")) {
      return true;
    }
    String lower = path.toLowerCase(Locale.ROOT);
    if (lower.contains("%2f") || lower.contains("%5c") || lower.contains("%00")) {
      return true;
    }
    for (String segment : lower.replace("%2e", ".").split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
