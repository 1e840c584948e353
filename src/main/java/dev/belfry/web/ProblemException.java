package dev.belfry.web;

/** Carries a refusal to where it is written; without a stack trace, for refusing must be cheap. */
final class ProblemException extends RuntimeException {

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
