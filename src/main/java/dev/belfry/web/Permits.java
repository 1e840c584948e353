package dev.belfry.web;

import dev.belfry.access.Caller;
import dev.belfry.access.Decision;
import dev.belfry.access.Gate;
import dev.belfry.access.PublishPermit;
import dev.belfry.access.ReadPermit;
import dev.belfry.event.TopicName;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Asks the gate, and refuses what it does not allow. */
final class Permits {

  private Permits() {}

  /** Lets only those pass who may read all of these topics. */
  static ReadPermit toRead(Caller caller, Set<TopicName> topics, HttpServletRequest request) {
    return permit(Gate.read(caller, topics), request);
  }

  /** Lets only publishers of all these topics pass; without topics, any publisher. */
  static PublishPermit toPublish(Caller caller, Set<TopicName> topics, HttpServletRequest request) {
    return permit(Gate.publish(caller, topics), request);
  }

  private static <P> P permit(Decision<P> decision, HttpServletRequest request) {
    return switch (decision) {
      case Decision.Granted<P>(P permit) -> permit;
      case Decision.Unauthorized<P>() ->
          throw ProblemType.UNAUTHORIZED.because(
              unauthorized(request.getHeader(HttpHeaders.AUTHORIZATION)),
              Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
      case Decision.Forbidden<P>(TopicName topic) ->
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
