package dev.belfry.web;

import dev.belfry.access.Caller;
import dev.belfry.access.ReadPermit;
import dev.belfry.config.LimitsProperties;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.hub.HistoryPage;
import dev.belfry.hub.Streams;
import dev.belfry.hub.Topics;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
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

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Topics topics;
  private final Streams streams;
  private final StreamOpener opener;
  private final LimitsProperties limits;

  SubscribeController(
      Topics topics, Streams streams, StreamOpener opener, LimitsProperties limits) {
    this.topics = topics;
    this.streams = streams;
    this.opener = opener;
    this.limits = limits;
  }

  @GetMapping("/topics/{topic}/events")
  @Nullable SseEmitter ofTopic(
      @PathVariable("topic") String name,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Query query = Query.of(request);
    TopicName topic = Parameters.topic(name);
    Parameters.requireTopicOfPath(query);
    return answer(Set.of(topic), query, caller, request, response);
  }

  @GetMapping("/events")
  @Nullable SseEmitter ofTopics(
      Caller caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
    Query query = Query.of(request);
    Set<TopicName> named = Parameters.topics(query, limits.topicsPerStream());
    return answer(named, query, caller, request, response);
  }

  private @Nullable SseEmitter answer(
      Set<TopicName> named,
      Query query,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    ReadPermit permit = Permits.toRead(caller, named, request);
    Accept accept = Accept.of(request);
    if (accept.prefersStream()) {
      return opener.open(permit, query, request, response);
    }
    accept.requireJson(
        "this is text/event-stream or application/json: the Accept header lists neither");
    history(permit, query, request, response);
    return null;
  }

  private void history(
      ReadPermit permit, Query query, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Parameters.requireHistorys(query);
    int limit = Parameters.limit(query);
    Start start = Parameters.start(query, request.getHeader("Last-Event-ID"));
    if (streams.isDraining()) {
      throw ProblemType.UNAVAILABLE.because("this node is about to stop", RETRY_AFTER);
    }
    if (request.getMethod().equals("HEAD")) {
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      return;
    }
    try (HistoryPage page = topics.history(permit, start, limit)) {
      if (page == null) {
        throw ProblemType.UNAVAILABLE.because(
            "as many pages of history are being read as may be", RETRY_AFTER);
      }
      Answer.history(page, response);
    }
  }
}
