package dev.belfry.bench;

import java.util.ArrayList;
import java.util.List;

/** A sheet as rows of text: one for each contender, under a head. */
record Table(String title, List<List<String>> rows) {

  private static final String NOTHING = "–";

  static Table of(Sheet sheet) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(head(sheet));
    for (String contender : sheet.contenders()) {
      rows.add(row(sheet, contender));
    }
    return new Table(sheet.measure() + ": " + sheet.title(), rows);
  }

  /** Returns one turn's outcome, to be told as it goes. */
  static String line(String measure, String title, int round, String label, Reading reading) {
    List<String> parts = new ArrayList<>();
    reading
        .values()
        .forEach((metric, value) -> parts.add(metric.name() + " " + Figure.text(value)));
    parts.addAll(reading.notes());
    return "%s (%s) round %d, %s: %s"
        .formatted(measure, title, round, label, String.join(" · ", parts));
  }

  /** Returns the table in columns, for a console. */
  String plain() {
    int columns = rows.getFirst().size();
    int[] width = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        width[i] = Math.max(width[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder("\n").append(title).append('\n');
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        boolean left = i == 0 || i == columns - 1;
        String cell = row.get(i);
        String blanks = " ".repeat(width[i] - cell.length());
        text.append("  ").append(left ? cell + blanks : blanks + cell);
      }
      text.append('\n');
    }
    return text.toString().replaceAll(" +\n", "\n");
  }

  String markdown() {
    StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
    for (int i = 0; i < rows.size(); i++) {
      text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
      if (i == 0) {
        text.append("|---|").append("--:|".repeat(rows.get(0).size() - 2)).append("---|\n");
      }
    }
    return text.toString();
  }

  private static List<String> head(Sheet sheet) {
    List<String> head = new ArrayList<>(List.of(""));
    for (Metric metric : sheet.metrics()) {
      head.add(metric.name());
      if (metric.compared()) {
        head.add("× nchan");
        head.add("× floor");
      }
    }
    head.add("");
    return head;
  }

  private static List<String> row(Sheet sheet, String contender) {
    List<String> row = new ArrayList<>(List.of(contender));
    for (Metric metric : sheet.metrics()) {
      row.add(text(sheet.figure(contender, metric)));
      if (metric.compared()) {
        row.add(text(sheet.toNchan(contender, metric)));
        row.add(text(sheet.toFloor(contender, metric)));
      }
    }
    row.add(String.join("; ", sheet.notes(contender)));
    return row;
  }

  private static String text(Figure figure) {
    return figure == null ? NOTHING : figure.text();
  }
}
