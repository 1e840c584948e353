package dev.belfry.web;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.TopicName;
import dev.belfry.hub.Hub;
import dev.belfry.hub.TopicStatus;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
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
    EventId id = EventId.parse(sent);
    Event event = id == null || id.position() < 1 ? null : hub.event(topic, id);
    if (event == null) {
      throw ProblemType.NOT_FOUND.because("the topic holds no such event, or no longer");
    }
    Answer.event(event, response);
  }
}
