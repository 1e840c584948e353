package dev.belfry.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** What README shows, so that tests run that and nothing else. */
public final class Readme {

  private static final String FENCE = "```";

  private Readme() {}

  /** The only block of a language. */
  public static String block(String language) throws IOException {
    String begin = FENCE + language;
    List<String> lines = lines();
    if (Collections.frequency(lines, begin) != 1) {
      throw new AssertionError("README needs one block of " + language);
    }
    List<String> block =
        lines.subList(lines.indexOf(begin) + 1, lines.size()).stream()
            .takeWhile(line -> !line.equals(FENCE))
            .toList();
    return String.join("\n", block) + "\n";
  }

  /** The lines under a heading of the second level. */
  public static List<String> section(String heading) throws IOException {
    return lines().stream()
        .dropWhile(line -> !line.equals("## " + heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .toList();
  }

  /** A block with a part replaced, which has to be there. */
  public static String with(String block, String part, String replacement) {
    if (!block.contains(part)) {
      throw new AssertionError("no " + part + " in: " + block);
    }
    return block.replace(part, replacement);
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(Path.of("README.md"));
  }
}
