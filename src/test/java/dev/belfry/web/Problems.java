package dev.belfry.web;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Tells as what kind something was refused. */
final class Problems {

  private Problems() {}

  static ProblemType typeOf(ThrowingCallable refused) {
    return problemOf(refused).type();
  }

  static Problem problemOf(ThrowingCallable refused) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, refused);
    if (thrown == null) {
      throw new AssertionError("nothing was refused");
    }
    return thrown.problem();
  }
}
