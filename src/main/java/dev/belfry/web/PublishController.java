package dev.belfry.web;

import dev.belfry.access.Caller;
import dev.belfry.access.PublishPermit;
import dev.belfry.config.LimitsProperties;
import dev.belfry.event.Event;
import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.hub.Publishing;
import dev.belfry.hub.RequestKey;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.Refusal;
import dev.belfry.web.body.Batch;
import dev.belfry.web.body.BatchParser;
import dev.belfry.web.body.Body;
import dev.belfry.web.body.BodyReader;
import dev.belfry.web.problem.RefusalProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes posts. Nothing of a request's body is read before its sender is known. */
@RestController
final class PublishController {

  private final Publishing publishing;
  private final BodyReader bodies;
  private final LimitsProperties limits;

  PublishController(Publishing publishing, BodyReader bodies, LimitsProperties limits) {
    this.publishing = publishing;
    this.bodies = bodies;
    this.limits = limits;
  }

  @PostMapping("/topics/{topic}/events")
  void publish(
      @PathVariable("topic") String name,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    TopicName topic = Parameters.topic(name);
    PublishPermit permit = Permits.toPublish(caller, Set.of(topic), request);
    Options options = options(request);
    RequestKey key = Parameters.requestKey(request, false);
    AppendOutcome outcome;
    try (Body body = bodies.readEvent(request)) {
      Post post = new Post(topic, options.type(), body.data(), options.retain());
      outcome = publishing.publish(permit, List.of(post), key);
    }
    Event event = accepted(outcome, response, index -> "").getFirst();
    response.setStatus(HttpServletResponse.SC_CREATED);
    // relative to the path of the request: whoever stands in front may know it by another one
    response.setHeader(HttpHeaders.LOCATION, "events/" + event.id());
    Answer.receipt(event, response);
  }

  @PostMapping("/events")
  void publishBatch(Caller caller, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Permits.toPublish(caller, Set.of(), request); // strangers have no body read
    Options options = options(request);
    RequestKey key = Parameters.requestKey(request, true);
    Batch batch;
    AppendOutcome outcome;
    try (Body body = bodies.readBatch(request)) {
      batch = BatchParser.parse(body.text(), limits.batchSize(), options.type());
      PublishPermit permit = Permits.toPublish(caller, batch.topics(), request);
      outcome = publishing.publish(permit, batch.posts(options.retain()), key);
    }
    List<Event> events =
        accepted(outcome, response, post -> "the event at index " + batch.itemOf(post) + ": ");
    response.setStatus(HttpServletResponse.SC_CREATED);
    Answer.receipts(events, response);
  }

  /** What both ways to publish take from the query and the headers. */
  private record Options(@Nullable EventType type, boolean retain) {}

  private static Options options(HttpServletRequest request) {
    Accept.requireJson(request);
    Query query = Query.of(request);
    return new Options(
        Parameters.type(query, request.getHeader("Event-Type")),
        Parameters.flag(query, "retain", true));
  }

  private static List<Event> accepted(
      AppendOutcome outcome, HttpServletResponse response, IntFunction<String> where) {
    return switch (outcome) {
      case AppendOutcome.Appended(List<Event> events, boolean replayed) -> {
        if (replayed) {
          response.setHeader("Idempotency-Replayed", "true");
        }
        yield events;
      }
      case Refusal refusal -> throw RefusalProblem.of(refusal, where);
    };
  }
}
