package dev.belfry.web.origin;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which pages of other origins may talk to the service.
 *
 * @param allowedOrigins Exact origins whose pages may read and publish, such as
 *     https://www.example.org; none by default.
 * @param allowLocalhost Whether pages of localhost and 127.0.0.1 may, on any port; meant for
 *     development.
 */
@ConfigurationProperties("belfry.cors")
public record CorsProperties(
    @DefaultValue List<String> allowedOrigins, @DefaultValue("false") boolean allowLocalhost) {

  /**
   * @throws IllegalArgumentException if an origin is not exact; the message names the key
   */
  public CorsProperties {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedOrigins.forEach(CorsProperties::check);
  }

  private static void check(String origin) {
    if (origin.contains("*")) {
      throw bad(origin, "a wildcard would let every page act with its visitor's credentials");
    }
    URI uri;
    try {
      uri = new URI(origin);
    } catch (URISyntaxException e) {
      throw bad(origin, "it is no URI");
    }
    String authority = uri.getRawAuthority();
    if (uri.getScheme() == null || authority == null) {
      throw bad(origin, "scheme or host is missing");
    }
    if (authority.contains("@")) {
      throw bad(origin, "an origin holds no user");
    }
    if (!(uri.getScheme() + "://" + authority).equals(origin)) {
      throw bad(origin, "nothing may follow the host and the port, not even a slash");
    }
    if (isDefaultPort(uri.getScheme(), authority)) {
      throw bad(origin, "browsers leave the default port out, so it would never match");
    }
  }

  private static boolean isDefaultPort(String scheme, String authority) {
    return (scheme.equalsIgnoreCase("https") && authority.endsWith(":443"))
        || (scheme.equalsIgnoreCase("http") && authority.endsWith(":80"));
  }

  private static IllegalArgumentException bad(String origin, String why) {
    return new IllegalArgumentException(
        "belfry.cors.allowed-origins takes exact origins such as https://www.example.org, not \""
            + origin
            + "\": "
            + why);
  }
}
