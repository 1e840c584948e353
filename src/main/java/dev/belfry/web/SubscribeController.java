package dev.belfry.web;

import dev.belfry.config.LimitsProperties;
import dev.belfry.event.TopicName;
import dev.belfry.hub.Hub;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Shows the events of topics: as a stream or as pages of history, by what a request accepts. */
@RestController
final class SubscribeController {

  private static final String RETRY_AFTER_SECONDS = "5";

  private final Hub hub;
  private final StreamOpener streams;
  private final LimitsProperties limits;

  SubscribeController(Hub hub, StreamOpener streams, LimitsProperties limits) {
    this.hub = hub;
    this.streams = streams;
    this.limits = limits;
  }

  @GetMapping("/topics/{topic}/events")
  @Nullable SseEmitter ofTopic(
      @PathVariable("topic") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return answer(List.of(name), Query.of(request), request, response);
  }

  @GetMapping("/events")
  @Nullable SseEmitter ofTopics(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Query query = Query.of(request);
    return answer(query.values("topic"), query, request, response);
  }

  private @Nullable SseEmitter answer(
      List<String> names, Query query, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    Set<TopicName> topics = Parameters.topics(names, limits.topicsPerStream());
    Accept accept = Accept.of(request);
    if (accept.prefersStream()) {
      return streams.open(topics, query, request, response);
    }
    accept.requireJson("this is text/event-stream, asked for by name, or application/json");
    history(topics, query, request, response);
    return null;
  }

  private void history(
      Set<TopicName> topics, Query query, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int limit = Parameters.limit(query);
    if (hub.isDraining()) {
      throw ProblemType.UNAVAILABLE.because(
          "this node is about to stop", Map.of(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
    }
    if (request.getMethod().equals("HEAD")) {
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      return;
    }
    Answer.history(hub.history(topics, query.nonEmpty("after"), limit), response);
  }
}
