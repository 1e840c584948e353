package dev.belfry.config;

/** The service cannot run as it is configured: the start fails, and says why in a few lines. */
public final class UnusableConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String advice;

  /**
   * @param problem which key is wrong, and why: a line for each
   * @param advice what to do about it
   */
  public UnusableConfigurationException(String problem, String advice) {
    super(problem);
    this.advice = advice;
  }

  /** What to do about it. */
  public String advice() {
    return advice;
  }
}
