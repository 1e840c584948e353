package dev.belfry.web.origin;

import dev.belfry.web.problem.Problem;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;

/**
 * What is said to a page that is refused for its origin.
 *
 * @param origin as it was sent, to be shown
 * @param detail why, and what would help
 */
record OriginRefusal(String origin, String detail) {

  private static final String NONE = "null";

  static OriginRefusal of(HttpServletRequest request) {
    String sent = Shown.of(request.getHeader(HttpHeaders.ORIGIN));
    return new OriginRefusal(
        sent, sent.equals(NONE) ? ofNoOrigin(request) : ofOther(sent, request));
  }

  private static String ofNoOrigin(HttpServletRequest request) {
    String page =
        "the page has no origin (Origin: null), as one that was opened from a file or is in a"
            + " sandboxed frame: load it from a web server";
    return OriginRules.reads(request)
        ? page + ", or set belfry.cors.public-reads=true to let every page read"
        : page + "; without an origin a page may read at most (belfry.cors.public-reads)";
  }

  private static String ofOther(String sent, HttpServletRequest request) {
    return "the page is of the origin "
        + sent
        + ", which belfry.cors.allowed-origins does not name, and the service takes itself for "
        + Shown.of(Origin.own(request).toString())
        + "; if both are the same site, seen through a proxy, let the proxy pass on Host and"
        + " X-Forwarded-Proto, and set server.forward-headers-strategy=native";
  }

  Problem problem() {
    return new Problem(ProblemType.ORIGIN_NOT_ALLOWED, detail);
  }
}
