package dev.belfry.wire;

import static dev.belfry.wire.RunningService.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Text as people write it, this project's own history among it, and what is hard to carry. */
final class RealText {

  private static final int AT_LEAST = 300;

  private RealText() {}

  /** Minified JSON, every text of it different: by its number. */
  static List<String> posts() throws Exception {
    List<String> bodies = new ArrayList<>(nasty());
    bodies.addAll(commits());
    List<String> posts = new ArrayList<>();
    while (posts.size() < AT_LEAST) {
      for (String body : bodies) {
        posts.add("{\"n\":" + posts.size() + ",\"post\":" + body + "}");
      }
    }
    return posts;
  }

  private static List<String> commits() throws Exception {
    Process git =
        new ProcessBuilder(
                "git", "log", "-z", "--no-color", "--encoding=UTF-8", "--format=%H%n%an%n%s%n%b")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    git.getOutputStream().close();
    String log = new String(git.getInputStream().readAllBytes(), UTF_8);
    assertThat(git.waitFor(10, SECONDS)).as("git log ends").isTrue();
    assertThat(git.exitValue()).as("git log, in a clone of the project").isZero();
    List<String> commits = new ArrayList<>();
    for (String commit : log.split("\0", -1)) {
      if (!commit.isEmpty()) {
        String[] lines = commit.split("\n", 4);
        commits.add(
            JSON.writeValueAsString(
                JSON.createObjectNode()
                    .put("commit", lines[0])
                    .put("author", lines[1])
                    .put("subject", lines[2])
                    .put("body", lines[3])));
      }
    }
    assertThat(commits).as("commits of this project").isNotEmpty();
    return commits;
  }

  private static List<String> nasty() {
    List<String> texts =
        List.of(
            "",
            " ",
            "quotes \" ' ` \\\" \\\\ and a slash /",
            "lines\nand\r\nlines\rand\n\n\nlines",
            "data: forged\n\nid: 9-9\nevent: stream.close\nretry: 1\n: comment",
            "emoji 😀👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿 and e\u0301 composed",
            "line separators \u2028 \u2029 \u0085 \u000B \f",
            "right to left \u202E\u05E9\u05DC\u05D5\u05DD \u200F\u0645\u0631\u062D\u0628\u0627",
            "\uFEFFmark at the start, \uFFFE\uFFFF no characters, \uFFFD replaced",
            "<script>alert('&amp;')</script> ]]> --> %00 %0A ${x} #{y} {{z}}",
            "\u0001\u0002\u0003\u0007\b\u001B[31mred\u001B[0m\u001F\u007F\u0080\u009F",
            "\uD800\uDC00\uDBFF\uDFFF first and last beyond the BMP",
            "long ".repeat(12_000),
            "ü".repeat(20_000),
            "😀".repeat(15_000));
    List<String> bodies = new ArrayList<>(texts.stream().map(JSON::writeValueAsString).toList());
    // as a publisher may write it: all of it reaches the reader as posted
    bodies.add("\"\\ud800 alone, \\u0000 and \\/ and \\u00E9\"");
    bodies.add(
        "{\"b\":1.0,\"a\":-0,\"a\":1E+2,\"\":[[],{},null,true,123456789012345678901234567890]}");
    return bodies;
  }
}
