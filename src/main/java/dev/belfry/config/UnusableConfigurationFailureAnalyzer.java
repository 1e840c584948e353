package dev.belfry.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Says what is wrong with the configuration in a few lines, in place of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE) // ahead of Boot's own, which would explain how beans are made
final class UnusableConfigurationFailureAnalyzer
    extends AbstractFailureAnalyzer<UnusableConfigurationException> {

  private final @Nullable Environment environment;

  UnusableConfigurationFailureAnalyzer(@Nullable Environment environment) {
    this.environment = environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, UnusableConfigurationException cause) {
    return new FailureAnalysis(
        cause.getMessage() + Places.of(cause.keys(), environment), cause.advice(), cause);
  }
}
