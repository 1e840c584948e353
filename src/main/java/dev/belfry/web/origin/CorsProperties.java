package dev.belfry.web.origin;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which pages of other origins may talk to the service.
 *
 * @param allowedOrigins Exact origins whose pages may read and publish, such as
 *     https://www.example.org; none by default.
 * @param allowedHeaders Names of request headers that those pages may send beside the service's own
 *     and those of tracing; none by default.
 * @param publicReads Whether pages of any origin, also those that have none, may read, without
 *     credentials.
 * @param allowLocalhost Whether pages of this machine's own names and addresses (localhost,
 *     *.localhost, 127.0.0.0/8, [::1]) may, on any port; meant for development.
 */
@ConfigurationProperties("belfry.cors")
public record CorsProperties(
    @DefaultValue List<String> allowedOrigins,
    @DefaultValue List<String> allowedHeaders,
    @DefaultValue("false") boolean publicReads,
    @DefaultValue("false") boolean allowLocalhost) {

  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'+.^_`|~-]+");

  /**
   * Brings origins into the form in which browsers send them.
   *
   * @throws IllegalArgumentException if an origin is not exact or could never be sent, or a header
   *     has no name; the message names the key
   */
  public CorsProperties {
    allowedOrigins = allowedOrigins.stream().map(CorsProperties::origin).distinct().toList();
    allowedHeaders = List.copyOf(allowedHeaders);
    allowedHeaders.forEach(CorsProperties::checkHeader);
  }

  private static String origin(String text) {
    if (text.contains("*")) {
      throw bad(text, "a wildcard would let every page act with its visitor's credentials");
    }
    if (text.equals("null")) {
      throw bad(
          text,
          "pages without an origin cannot be told from each other; all may read with"
              + " belfry.cors.public-reads=true");
    }
    Origin origin;
    try {
      origin = Origin.of(text);
    } catch (IllegalArgumentException e) {
      throw bad(text, String.valueOf(e.getMessage()));
    }
    if (origin.host().endsWith(".")) {
      throw bad(text, "the dot at the end of the host would make it another origin");
    }
    return origin.toString();
  }

  private static IllegalArgumentException bad(String origin, String why) {
    return new IllegalArgumentException(
        "belfry.cors.allowed-origins takes exact origins such as https://www.example.org, not \""
            + origin
            + "\": "
            + why);
  }

  private static void checkHeader(String name) {
    if (name.contains("*")) {
      throw badHeader(
          name, "where credentials are allowed, browsers do not take a wildcard for one");
    }
    if (!HEADER.matcher(name).matches()) {
      throw badHeader(name, "no header can have this name");
    }
  }

  private static IllegalArgumentException badHeader(String name, String why) {
    return new IllegalArgumentException(
        "belfry.cors.allowed-headers takes names of headers such as X-Request-ID, not \""
            + name
            + "\": "
            + why);
  }
}
