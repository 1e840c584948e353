package dev.belfry.web.origin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a page comes from, in the one form in which browsers send it.
 *
 * @param scheme lower case
 * @param host as {@link Hosts#canonical} makes it
 * @param port {@link #OF_SCHEME} where it is the one that the scheme has by itself
 */
record Origin(String scheme, String host, int port) {

  static final int OF_SCHEME = -1;

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final int LAST_PORT = 65_535;
  private static final Set<String> OF_NO_PAGE = Set.of("ws", "wss", "ftp", "data", "blob", "about");

  /** The schemes of pages that come over the network; apps have schemes of their own. */
  private static final Set<String> OF_THE_WEB = Set.of("http", "https");

  /**
   * Reads an origin, however it is written.
   *
   * @throws IllegalArgumentException if no browser could send it; the message says why
   */
  static Origin of(String text) {
    int end = text.indexOf("://");
    if (end < 0 || end + 3 == text.length()) {
      throw new IllegalArgumentException("scheme or host is missing");
    }
    String scheme = text.substring(0, end).toLowerCase(Locale.ROOT);
    requirePages(scheme);
    String authority = text.substring(end + 3);
    if (authority.chars().anyMatch(c -> "/?#\\".indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "nothing may follow the host and the port, not even a slash");
    }
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException("an origin holds no user");
    }
    int colon = authority.indexOf(':', Math.max(0, authority.indexOf(']')));
    int port = colon < 0 ? OF_SCHEME : port(authority.substring(colon + 1));
    String host = Hosts.canonical(colon < 0 ? authority : authority.substring(0, colon));
    return new Origin(scheme, host, port == portOf(scheme) ? OF_SCHEME : port);
  }

  /** The one that the service takes for its own: by the Host header, or by the proxy's headers. */
  static Origin own(HttpServletRequest request) {
    int port = request.getServerPort();
    return new Origin(
        request.getScheme(),
        request.getServerName(),
        port == portOf(request.getScheme()) ? OF_SCHEME : port);
  }

  /** Whether it is a page of this machine, whatever its port. */
  boolean isLocal() {
    return OF_THE_WEB.contains(scheme) && Hosts.isLoopback(host);
  }

  private static void requirePages(String scheme) {
    if (!SCHEME.matcher(scheme).matches()) {
      throw new IllegalArgumentException("it does not begin with a scheme");
    }
    if (scheme.equals("file")) {
      throw new IllegalArgumentException(
          "a page from a file has no origin that could be allowed; it may read with"
              + " belfry.cors.public-reads=true");
    }
    if (OF_NO_PAGE.contains(scheme)) {
      throw new IllegalArgumentException("no page has an origin of this scheme");
    }
  }

  private static int port(String text) {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException("its port is none");
    }
    return port;
  }

  private static int portOf(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> 0;
    };
  }

  @Override
  public String toString() {
    return scheme + "://" + host + (port == OF_SCHEME ? "" : ":" + port);
  }
}
