package dev.belfry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files a process may open: each connection is one. */
final class OpenFiles {

  /** Files beside connections: what a process has open, and what a server keeps for publishers. */
  private static final int BESIDE = 1_300;

  private OpenFiles() {}

  static void require(ComparisonOptions options) throws IOException {
    long limit = limit();
    for (Measure measure : options.measures()) {
      long needed = measure.connections(options.form()) + BESIDE;
      if (needed > limit) {
        throw new BenchmarkException(
            "%s needs %d open files, a process may have %d here (ulimit -n)"
                .formatted(measure.name(), needed, limit));
      }
    }
  }

  private static long limit() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
      return lines
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.split("\\s{2,}")[2])
          .mapToLong(hard -> hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard))
          .findFirst()
          .orElse(Long.MAX_VALUE);
    }
  }
}
