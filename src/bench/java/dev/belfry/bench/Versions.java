package dev.belfry.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each contender says it is; one whose software is missing ends the benchmark here. */
record Versions(Map<String, String> of) {

  static Versions ask(List<Contender> contenders) throws IOException {
    Map<String, String> of = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      Path script = Path.of("src/bench/contenders", contender.name());
      Process process = new ProcessBuilder(script.toString(), "--version").start();
      byte[] out = process.getInputStream().readAllBytes();
      byte[] err = process.getErrorStream().readAllBytes();
      try {
        if (process.waitFor() != 0) {
          throw new BenchmarkException(
              contender.name()
                  + " is missing what it needs: "
                  + new String(err, StandardCharsets.UTF_8).strip());
        }
      } catch (InterruptedException e) {
        throw new BenchmarkException("interrupted", e);
      }
      of.put(contender.name(), new String(out, StandardCharsets.UTF_8).strip());
    }
    return new Versions(of);
  }
}
