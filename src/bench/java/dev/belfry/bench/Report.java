package dev.belfry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Tells what the runs have shown: on the console, as JSON and as Markdown. */
final class Report {

  private record Column(String key, String name, int decimals, ToDoubleFunction<RunResult> of) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("connectSeconds", "connect, s", 2, RunResult::connectSeconds),
          new Column(
              "connectCpuSeconds", "server CPU to connect, s", 2, r -> r.connectCpuSeconds()),
          new Column("expected", "deliveries expected", 0, r -> r.phase().expected()),
          new Column("made", "deliveries made", 0, r -> r.phase().made()),
          new Column("lost", "lost", 0, r -> r.phase().violations(Violation.LOST)),
          new Column("doubled", "doubled", 0, r -> r.phase().violations(Violation.DOUBLED)),
          new Column(
              "disordered", "disordered", 0, r -> r.phase().violations(Violation.DISORDERED)),
          new Column("seconds", "time, s", 2, r -> r.phase().seconds()),
          new Column("postsPerSecond", "posts/s", 1, r -> r.phase().postsPerSecond()),
          new Column(
              "deliveriesPerSecond", "deliveries/s", 0, r -> r.phase().deliveriesPerSecond()),
          new Column(
              "latencyP50Ms", "post to page p50, ms", 2, r -> r.phase().latency().millis(0.5)),
          new Column(
              "latencyP99Ms", "post to page p99, ms", 2, r -> r.phase().latency().millis(0.99)),
          new Column(
              "latencyMaxMs", "post to page max, ms", 2, r -> r.phase().latency().maxMillis()),
          new Column(
              "answerP50Ms", "publish answer p50, ms", 3, r -> r.phase().answers().millis(0.5)),
          new Column(
              "answerP99Ms", "publish answer p99, ms", 3, r -> r.phase().answers().millis(0.99)),
          new Column(
              "latenessP99Ms",
              "posts behind schedule p99, ms",
              2,
              r -> r.phase().lateness().millis(0.99)),
          new Column("cpuSeconds", "server CPU, s", 2, r -> r.phase().cpuSeconds()),
          new Column(
              "cpuMicrosPerDelivery",
              "server CPU per delivery, µs",
              3,
              r -> r.phase().cpuMicrosPerDelivery()),
          new Column("pssBeforeMb", "server PSS before connecting, MB", 1, RunResult::pssBefore),
          new Column("pssIdleMb", "server PSS idle, MB", 1, RunResult::pssIdle),
          new Column("pssAfterMb", "server PSS after, MB", 1, RunResult::pssAfter),
          new Column("generatorBusy", "generator busy, share", 2, r -> r.phase().busyShare()));

  private final Options options;
  private final List<RunResult> runs;

  Report(Options options, List<RunResult> runs) {
    this.options = options;
    this.runs = runs;
  }

  /** Returns what a reader of one run wants to know first. */
  static String line(String name, Phase run) {
    return String.format(
        Locale.ROOT,
        "%s: %d of %d delivered in %.2f s, %.0f/s, post to page p50 %.2f p99 %.2f max %.2f ms,"
            + " publish p50 %.2f p99 %.2f ms, CPU %.3f µs per delivery, generator busy %.0f %%",
        name,
        run.made(),
        run.expected(),
        run.seconds(),
        run.deliveriesPerSecond(),
        run.latency().millis(0.5),
        run.latency().millis(0.99),
        run.latency().maxMillis(),
        run.answers().millis(0.5),
        run.answers().millis(0.99),
        run.cpuMicrosPerDelivery(),
        100 * run.busyShare());
  }

  void write() {
    try {
      Files.createDirectories(options.out());
      Files.writeString(file("json"), json());
      Files.writeString(file("md"), markdown());
    } catch (IOException e) {
      throw new BenchmarkException("cannot write the reports", e);
    }
    System.out.println();
    System.out.print(markdown());
    System.out.println();
    System.out.println("written: " + file("json") + ", " + file("md"));
  }

  private Path file(String extension) {
    return options.out().resolve("fanout-" + options.label() + "." + extension);
  }

  private boolean passed() {
    return runs.stream().allMatch(RunResult::passed);
  }

  private String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# Fan-out of ").append(options.label()).append("\n\n");
    text.append(passed() ? "Passed" : "**FAILED**").append(", ").append(runs.size());
    text.append(" runs. ").append(Machine.describe()).append(".\n\n");
    text.append(parameters().replaceAll("\"", "").replace(":", " ")).append("\n\n");
    text.append("| | median | lowest | highest |\n|---|--:|--:|--:|\n");
    for (Column column : COLUMNS) {
      Figure figure = figure(column);
      text.append("| ").append(column.name());
      for (double value : List.of(figure.median(), figure.lowest(), figure.highest())) {
        text.append(" | ").append(number(value, column));
      }
      text.append(" |\n");
    }
    for (RunResult run : runs) {
      run.phase()
          .violations()
          .forEach((what, n) -> text.append("\n- ").append(what).append(' ').append(n));
      run.phase()
          .firstViolations()
          .forEach(what -> text.append("\n- ").append(what.replace('|', '/')));
    }
    return text.append(passed() ? "" : "\n").toString();
  }

  private String json() {
    return """
    {
      "label": %s,
      "passed": %s,
      "machine": %s,
      "parameters": {%s},
      "median": {%s},
      "runs": [
        %s
      ],
      "violations": [%s]
    }
    """
        .formatted(
            Json.quoted(options.label()),
            passed(),
            Json.quoted(Machine.describe()),
            parameters(),
            COLUMNS.stream()
                .map(column -> member(column, figure(column).median()))
                .collect(Collectors.joining(", ")),
            runs.stream().map(Report::members).collect(Collectors.joining(",\n    ")),
            runs.stream()
                .flatMap(run -> run.phase().firstViolations().stream())
                .map(Json::quoted)
                .collect(Collectors.joining(", ")));
  }

  private String parameters() {
    return String.format(
        Locale.ROOT,
        "\"streams\": %d, \"topics\": %d, \"posts\": %d, \"rate\": %.1f, \"size\": %d,"
            + " \"runs\": %d, \"warmUps\": %d, \"checksIds\": %b",
        options.streams(),
        options.topics(),
        options.posts(),
        options.rate(),
        options.size(),
        options.runs(),
        options.warmUps(),
        options.checksIds());
  }

  private static String members(RunResult run) {
    return COLUMNS.stream()
        .map(column -> member(column, column.of().applyAsDouble(run)))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String member(Column column, double value) {
    return Json.quoted(column.key()) + ": " + number(value, column);
  }

  private static String number(double value, Column column) {
    return String.format(Locale.ROOT, "%." + column.decimals() + "f", value);
  }

  private Figure figure(Column column) {
    return Figure.of(runs.stream().mapToDouble(column.of()).toArray());
  }
}
