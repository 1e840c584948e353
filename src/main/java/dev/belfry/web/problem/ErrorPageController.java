package dev.belfry.web.problem;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers what was refused outside of Spring MVC, where the container would send a page of HTML.
 */
@RestController
final class ErrorPageController implements ErrorController {

  private final ProblemWriter problems;

  ErrorPageController(ProblemWriter problems) {
    this.problems = problems;
  }

  @RequestMapping("${spring.web.error.path:/error}")
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    problems.write(problem(request), response);
  }

  private static Problem problem(HttpServletRequest request) {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    if (request.getDispatcherType() != DispatcherType.ERROR || !(status instanceof Integer code)) {
      return Problem.ofNoPath();
    }
    ProblemType type = ProblemType.of(code);
    return new Problem(type, type.title());
  }
}
