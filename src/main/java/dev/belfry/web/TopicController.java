package dev.belfry.web;

import dev.belfry.access.Caller;
import dev.belfry.access.PublishPermit;
import dev.belfry.access.ReadPermit;
import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import dev.belfry.hub.Publishing;
import dev.belfry.hub.TopicStatus;
import dev.belfry.hub.Topics;
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

  private final Topics topics;
  private final Publishing publishing;

  TopicController(Topics topics, Publishing publishing) {
    this.topics = topics;
    this.publishing = publishing;
  }

  /** All topics, for publishers: the names may tell more than they do to their readers. */
  @GetMapping("/topics")
  void topics(Caller caller, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PublishPermit operator = Permits.toPublish(caller, Set.of(), request);
    Accept.requireJson(request);
    Query query = Query.of(request);
    String after = query.nonEmpty("after");
    int limit = Parameters.limit(query);
    // one more than asked for tells whether more follow
    List<TopicStatus> found =
        topics.all(operator, after == null ? null : Parameters.topic(after), limit + 1);
    if (found.size() > limit) {
      List<TopicStatus> page = found.subList(0, limit);
      Answer.topics(page, page.getLast().topic().value(), response);
    } else {
      Answer.topics(found, null, response);
    }
  }

  @GetMapping("/topics/{topic}")
  void topic(
      @PathVariable("topic") String name,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ReadPermit permit = toRead(name, caller, request);
    Accept.requireJson(request);
    Answer.topic(topics.status(permit), response);
  }

  @GetMapping("/topics/{topic}/events/{id}")
  void event(
      @PathVariable("topic") String name,
      @PathVariable("id") String id,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ReadPermit permit = toRead(name, caller, request);
    Accept.requireJson(request);
    Event event = topics.event(permit, id);
    if (event == null) {
      throw topics.isDeleted(permit, id) ? gone() : notFound();
    }
    Answer.event(event, response);
  }

  @DeleteMapping("/topics/{topic}/events/{id}")
  void delete(
      @PathVariable("topic") String name,
      @PathVariable("id") String id,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response) {
    TopicName topic = Parameters.topic(name);
    PublishPermit permit = Permits.toPublish(caller, Set.of(topic), request);
    switch (publishing.delete(permit, topic, id)) {
      case DeleteOutcome.Deleted() -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      case DeleteOutcome.NotFound() -> throw notFound();
      case DeleteOutcome.Gone() -> throw gone();
      case Refusal refusal -> throw RefusalProblem.of(refusal);
    }
  }

  private static ReadPermit toRead(String name, Caller caller, HttpServletRequest request) {
    return Permits.toRead(caller, Set.of(Parameters.topic(name)), request);
  }

  private static ProblemException notFound() {
    return ProblemType.NOT_FOUND.because("the topic holds no such event, or no longer");
  }

  private static ProblemException gone() {
    return ProblemType.DELETED.because("the event was deleted");
  }
}
