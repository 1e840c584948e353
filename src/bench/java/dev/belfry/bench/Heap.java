package dev.belfry.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another JVM, as {@code jcmd} tells it. */
final class Heap {

  private static final Pattern USED = Pattern.compile("heap\\s+total .*?used (\\d+)K");

  private Heap() {}

  /** Returns the kilobytes in use after a full garbage collection. */
  static long usedKilobytes(long pid) throws IOException {
    jcmd(pid, "GC.run");
    return parse(jcmd(pid, "GC.heap_info"));
  }

  static long parse(String heapInfo) {
    Matcher matcher = USED.matcher(heapInfo);
    if (!matcher.find()) {
      throw new BenchmarkException("no heap in use in what jcmd says: " + heapInfo);
    }
    return Long.parseLong(matcher.group(1));
  }

  private static String jcmd(long pid, String command) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(java.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
