package dev.belfry.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What README shows, so that tests run that and nothing else. */
final class Readme {

  private static final String FENCE = "```";

  private Readme() {}

  /** The only block of a language. */
  static String block(String language) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("README.md"));
    assertThat(lines).filteredOn(line -> line.equals(FENCE + language)).hasSize(1);
    List<String> block =
        lines.stream()
            .dropWhile(line -> !line.equals(FENCE + language))
            .skip(1)
            .takeWhile(line -> !line.equals(FENCE))
            .toList();
    return String.join("\n", block) + "\n";
  }

  /** A block with a part replaced, which has to be there. */
  static String with(String block, String part, String replacement) {
    assertThat(block).contains(part);
    return block.replace(part, replacement);
  }
}
