package dev.belfry.store.file;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in two lines why the store cannot be opened, in place of a stack trace. */
final class UnusableDirectoryFailureAnalyzer
    extends AbstractFailureAnalyzer<UnusableDirectoryException> {

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, UnusableDirectoryException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "The service must be able to read and write it, and no other one may use it; or name another one"
            + " in belfry.file.directory.",
        cause);
  }
}
