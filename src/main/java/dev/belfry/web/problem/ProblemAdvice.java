package dev.belfry.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns every exception of a request into a problem: ours, Spring's, and those nobody expected. */
@RestControllerAdvice
final class ProblemAdvice {

  private static final Logger LOGGER = LoggerFactory.getLogger(ProblemAdvice.class);

  private final ProblemWriter problems;

  ProblemAdvice(ProblemWriter problems) {
    this.problems = problems;
  }

  @ExceptionHandler
  void answer(Exception e, HttpServletRequest request, HttpServletResponse response) {
    try {
      problems.write(problem(e, request), response);
    } catch (IOException lost) {
      LOGGER.debug("Nobody reads the answer any more", lost);
    }
  }

  private static Problem problem(Exception e, HttpServletRequest request) {
    return switch (e) {
      case ProblemException ours -> ours.problem();
      case HttpRequestMethodNotSupportedException refused -> methodNotAllowed(refused);
      case ErrorResponse springs -> springs(springs, request);
      default -> unexpected(e, request);
    };
  }

  private static Problem methodNotAllowed(HttpRequestMethodNotSupportedException e) {
    Set<String> allowed = new LinkedHashSet<>();
    String[] supported = e.getSupportedMethods();
    if (supported != null) {
      allowed.addAll(Set.of(supported));
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    allowed.add("OPTIONS");
    String list = String.join(", ", allowed.stream().sorted().toList());
    String detail = "this path knows " + list + ", and not this method";
    return new Problem(
        ProblemType.METHOD_NOT_ALLOWED,
        e.getMethod().equals("POST")
            ? detail + ": events are posted to /topics/{topic}/events or to /events"
            : detail,
        Map.of(HttpHeaders.ALLOW, list));
  }

  private static Problem springs(ErrorResponse e, HttpServletRequest request) {
    ProblemType type = ProblemType.of(e.getStatusCode().value());
    if (type == ProblemType.NOT_FOUND) {
      return request.getRequestURI().equals(request.getContextPath() + "/")
          ? new Problem(type, "the console is here in the profile dev only")
          : Problem.ofNoPath();
    }
    return new Problem(type, type.title(), e.getHeaders().toSingleValueMap());
  }

  private static Problem unexpected(Exception e, HttpServletRequest request) {
    // A departed client deserves no stack trace. It is answered all the same, for what looks like
    // its lost connection may be the store's, and then somebody waits for an answer.
    if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
      LOGGER.debug("A connection was lost: {} {}", request.getMethod(), request.getRequestURI(), e);
    } else {
      LOGGER.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
    }
    return new Problem(ProblemType.INTERNAL_ERROR, "the request could not be answered");
  }
}
