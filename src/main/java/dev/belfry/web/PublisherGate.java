package dev.belfry.web;

import dev.belfry.event.TopicName;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
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
              "this needs the publisher's key: Authorization: Bearer <key>",
              Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
      case PublisherAccess.Decision.Forbidden(TopicName topic) ->
          throw ProblemType.FORBIDDEN.because("the key is not for the topic " + topic);
    };
  }
}
