package dev.belfry.bench;

import static dev.belfry.bench.Json.quoted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells what a comparison has shown: on the console, as Markdown, as JSON and as a plot. */
final class ComparisonReport {

  private static final Path OUT = Path.of("target/bench");

  private final String commandLine;
  private final Versions versions;
  private final List<Sheet> sheets;
  private final String outcome;

  /** The outcome says how it ended, how long it took, and what failed if something did. */
  ComparisonReport(String commandLine, Versions versions, List<Sheet> sheets, String outcome) {
    this.commandLine = commandLine;
    this.versions = versions;
    this.sheets = sheets;
    this.outcome = outcome;
  }

  void write() throws IOException {
    for (Sheet sheet : sheets) {
      System.out.print(Table.of(sheet).plain());
    }
    Files.createDirectories(OUT);
    Files.writeString(OUT.resolve("compare.md"), markdown());
    Files.writeString(OUT.resolve("compare.json"), json());
    Files.writeString(OUT.resolve("compare.svg"), Plot.of(sheets));
    System.out.println("\n" + outcome + "\nwritten: " + OUT + "/compare.{md,json,svg}");
  }

  private String markdown() {
    StringBuilder text = new StringBuilder("# Belfry beside others\n\n");
    text.append(Machine.describe()).append(". ").append(LocalDate.now()).append(".\n\n");
    text.append("    ").append(commandLine).append("\n\n").append(outcome).append("\n\n");
    text.append("Medians of the rounds, with the lowest and the highest; ratios are to nchan's");
    text.append(" best and to the floor of the same round.\n\n");
    versions.of().forEach((name, what) -> text.append("- ").append(name + ": " + what + "\n"));
    for (Sheet sheet : sheets) {
      text.append('\n').append(Table.of(sheet).markdown());
    }
    return text.toString();
  }

  private String json() {
    return """
    {
      "outcome": %s,
      "machine": %s,
      "date": %s,
      "command": %s,
      "versions": {%s},
      "sheets": [
    %s
      ]
    }
    """
        .formatted(
            quoted(outcome),
            quoted(Machine.describe()),
            quoted(LocalDate.now().toString()),
            quoted(commandLine),
            versions.of().entrySet().stream()
                .map(e -> quoted(e.getKey()) + ": " + quoted(e.getValue()))
                .collect(Collectors.joining(", ")),
            sheets.stream().map(ComparisonReport::json).collect(Collectors.joining(",\n")));
  }

  private static String json(Sheet sheet) {
    return "    {\"measure\": %s, \"case\": %s, \"rounds\": {%s}}"
        .formatted(
            quoted(sheet.measure()),
            quoted(sheet.title()),
            sheet.contenders().stream()
                .map(name -> "\n      " + quoted(name) + ": [" + readings(sheet, name) + "]")
                .collect(Collectors.joining(",")));
  }

  private static String readings(Sheet sheet, String contender) {
    return sheet.readings(contender).stream()
        .map(ComparisonReport::json)
        .collect(Collectors.joining(", "));
  }

  private static String json(Reading reading) {
    String values =
        reading.values().entrySet().stream()
            .map(ComparisonReport::member)
            .collect(Collectors.joining(", "));
    String notes =
        reading.notes().stream().map(Json::quoted).collect(Collectors.joining(", ", "[", "]"));
    return "{" + values + (values.isEmpty() ? "" : ", ") + "\"notes\": " + notes + "}";
  }

  private static String member(Map.Entry<Metric, Double> value) {
    return quoted(value.getKey().key()) + ": " + value.getValue();
  }
}
