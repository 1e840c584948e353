package dev.belfry.web.problem;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Tells as what kind something was refused. */
public final class Problems {

  private Problems() {}

  /** What answers exceptions of controllers. */
  public static Object advice(ProblemWriter problems) {
    return new ProblemAdvice(problems);
  }

  public static ProblemType typeOf(ThrowingCallable refused) {
    return problemOf(refused).type();
  }

  public static Problem problemOf(ThrowingCallable refused) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, refused);
    if (thrown == null) {
      throw new AssertionError("nothing was refused");
    }
    return thrown.problem();
  }
}
