package dev.belfry.web;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.TopicName;
import dev.belfry.hub.Hub;
import dev.belfry.hub.TopicStatus;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.Refusal;
import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.RefusalProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows how topics stand, and single events of them. */
@RestController
final class TopicController {

  private final Hub hub;
  private final PublisherGate gate;

  TopicController(Hub hub, PublisherGate gate) {
    this.hub = hub;
    this.gate = gate;
  }

  /** All topics, for publishers: the names may tell more than they do to their readers. */
  @GetMapping("/topics")
  void topics(HttpServletRequest request, HttpServletResponse response) throws IOException {
    gate.require(request, Set.of());
    Accept.requireJson(request);
    Query query = Query.of(request);
    String after = query.nonEmpty("after");
    int limit = Parameters.limit(query);
    // one more than asked for tells whether more follow
    List<TopicStatus> found = hub.topics(after == null ? null : Parameters.topic(after), limit + 1);
    if (found.size() > limit) {
      List<TopicStatus> page = found.subList(0, limit);
      Answer.topics(page, page.getLast().topic().value(), response);
    } else {
      Answer.topics(found, null, response);
    }
  }

  @GetMapping("/topics/{topic}")
  void topic(
      @PathVariable("topic") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    TopicName topic = Parameters.topic(name);
    Accept.requireJson(request);
    Answer.topic(hub.topic(topic), response);
  }

  @GetMapping("/topics/{topic}/events/{id}")
  void event(
      @PathVariable("topic") String name,
      @PathVariable("id") String sent,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    TopicName topic = Parameters.topic(name);
    Accept.requireJson(request);
    EventId id = id(sent);
    Event event = hub.event(topic, id);
    if (event == null) {
      throw hub.isDeleted(topic, id) ? gone() : notFound();
    }
    Answer.event(event, response);
  }

  @DeleteMapping("/topics/{topic}/events/{id}")
  void delete(
      @PathVariable("topic") String name,
      @PathVariable("id") String sent,
      HttpServletRequest request,
      HttpServletResponse response) {
    TopicName topic = Parameters.topic(name);
    gate.require(request, Set.of(topic));
    switch (hub.delete(topic, id(sent))) {
      case DeleteOutcome.Deleted() -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      case DeleteOutcome.NotFound() -> throw notFound();
      case DeleteOutcome.Gone() -> throw gone();
      case Refusal refusal -> throw RefusalProblem.of(refusal);
    }
  }

  private static EventId id(String sent) {
    EventId id = EventId.parse(sent);
    if (id == null || id.position() < 1) {
      throw notFound();
    }
    return id;
  }

  private static ProblemException notFound() {
    return ProblemType.NOT_FOUND.because("the topic holds no such event, or no longer");
  }

  private static ProblemException gone() {
    return ProblemType.DELETED.because("the event was deleted");
  }
}
