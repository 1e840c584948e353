package dev.belfry.config;

import java.util.List;

/** The service cannot run as it is configured: the start fails, and says why in a few lines. */
public final class UnusableConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String advice;
  private final transient List<String> keys;

  /**
   * @param problem what is wrong, and why: it names the keys
   * @param advice what to do about it
   * @param keys whose places in the configuration are to be told besides
   */
  public UnusableConfigurationException(String problem, String advice, List<String> keys) {
    super(problem);
    this.advice = advice;
    this.keys = List.copyOf(keys);
  }

  /**
   * A value that a key may not have.
   *
   * @param value as it would be written; never a secret
   * @param mayBe what it may be
   */
  public static UnusableConfigurationException badValue(String key, String value, String mayBe) {
    return new UnusableConfigurationException(
        key + " is " + value + "; it may be " + mayBe + ".",
        "Correct the value, or leave the key out: it has a default.",
        List.of(key));
  }

  /** What to do about it. */
  String advice() {
    return advice;
  }

  /** The keys whose places in the configuration are to be told. */
  List<String> keys() {
    return keys;
  }
}
