package dev.belfry.web;

import dev.belfry.event.TopicName;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Refuses requests that {@link PublisherAccess} does not allow. */
@Component
final class PublisherGate {

  private final PublisherAccess access;

  PublisherGate(PublisherAccess access) {
    this.access = access;
  }

  /**
   * Lets only publishers of all these topics pass; without topics, any publisher.
   *
   * @return who it is
   */
  String require(HttpServletRequest request, Set<TopicName> topics) {
    String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
    return switch (access.decide(credentials, topics)) {
      case PublisherAccess.Decision.Allowed(String publisher) -> publisher;
      case PublisherAccess.Decision.Unauthorized() ->
          throw ProblemType.UNAUTHORIZED.because(
              unauthorized(credentials), Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
      case PublisherAccess.Decision.Forbidden(TopicName topic) ->
          throw ProblemType.FORBIDDEN.because("the key is not for the topic " + topic);
    };
  }

  private static String unauthorized(@Nullable String credentials) {
    if (credentials == null) {
      return "publishing, deleting events and listing topics need the header Authorization: Bearer"
          + " <key>, with the key that the service has as belfry.publish.key";
    }
    return credentials.regionMatches(true, 0, "Bearer ", 0, 7)
        ? "the key that was sent is not the one that the service has as belfry.publish.key; a"
              + " service without one accepts none"
        : "the header Authorization has to be Bearer <key>";
  }
}
