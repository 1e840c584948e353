package dev.belfry.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bars of a comparison's main figures as SVG: a panel for each figure, a bar for each contender.
 */
final class Plot {

  private static final int PANEL_WIDTH = 460;
  private static final int LABELS = 112;
  private static final int BARS = 230;
  private static final int ROW = 22;
  private static final int HEAD = 58;
  private static final int FOOT = 34;
  private static final int COLUMNS = 2;
  private static final int MARGIN = 16;

  private static final String STYLE =
      """
      text { font: 12px system-ui, sans-serif; fill: #24292f; }
      .title { font-weight: 600; font-size: 13px; }
      .note, .tick { fill: #6e7781; font-size: 11px; }
      .paper { fill: #ffffff; }
      .bar { fill: #8c959f; }
      .own { fill: #0969da; }
      .floor { fill: #c9d1d9; }
      .grid { stroke: #d8dee4; }
      .spread { stroke: #24292f; stroke-width: 1.5; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; }
        .note, .tick { fill: #9198a1; }
        .paper { fill: #0d1117; }
        .bar { fill: #6e7681; }
        .own { fill: #4493f8; }
        .floor { fill: #3d444d; }
        .grid { stroke: #30363d; }
        .spread { stroke: #e6edf3; }
      }
      """;

  private record Panel(Sheet sheet, Metric metric, String title, boolean log) {

    List<String> contenders() {
      return sheet.contenders().stream()
          .filter(name -> sheet.figure(name, metric) != null)
          .toList();
    }

    int height() {
      return HEAD + ROW * contenders().size() + FOOT;
    }
  }

  private final StringBuilder svg = new StringBuilder();
  private final List<Panel> panels = new ArrayList<>();

  private Plot() {}

  static String of(List<Sheet> sheets) {
    Plot plot = new Plot();
    for (Sheet sheet : sheets) {
      switch (sheet.measure()) {
        case "cpu" -> plot.panel(sheet, Paced.CPU, "CPU per delivery, µs", false);
        case "saturation" -> plot.panel(sheet, Saturation.RATE, "deliveries/s, saturated", true);
        case "publish" -> {
          plot.panel(sheet, Paced.ANSWER_P50, "answer to a post, median, ms", true);
          plot.panel(sheet, Paced.ANSWER_P99, "answer to a post, p99, ms", true);
        }
        case "idle" -> plot.panel(sheet, Idle.PSS, "memory (PSS) of an idle stream, KB", false);
        case "storm" -> plot.panel(sheet, Storm.SECONDS, "all back and caught up, s", false);
        default -> {
          // the tables have the rest
        }
      }
    }
    return plot.draw();
  }

  private void panel(Sheet sheet, Metric metric, String title, boolean log) {
    Panel panel = new Panel(sheet, metric, title, log);
    if (!panel.contenders().isEmpty()) {
      panels.add(panel);
    }
  }

  private String draw() {
    int height = MARGIN;
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < panels.size(); i += COLUMNS) {
      int tallest = 0;
      for (int j = i; j < Math.min(i + COLUMNS, panels.size()); j++) {
        svg.setLength(0);
        draw(panels.get(j));
        int x = MARGIN + (j - i) * PANEL_WIDTH;
        all.append("<g transform=\"translate(%d,%d)\">\n%s</g>\n".formatted(x, height, svg));
        tallest = Math.max(tallest, panels.get(j).height());
      }
      height += tallest;
    }
    int width = 2 * MARGIN + COLUMNS * PANEL_WIDTH;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
    <style>
    %3$s</style>
    <rect class="paper" width="%1$d" height="%2$d"/>
    %4$s</svg>
    """
        .formatted(width, height, STYLE, all);
  }

  private void draw(Panel panel) {
    Scale scale = Scale.of(panel);
    text("title", 0, 14, panel.title());
    text("note", 0, 31, panel.sheet().title() + (panel.log() ? " (log scale)" : ""));
    List<String> contenders = panel.contenders();
    int bottom = HEAD - 12 + ROW * contenders.size();
    for (double tick : scale.ticks()) {
      double x = LABELS + scale.of(tick);
      line("grid", x, HEAD - 14, x, bottom);
      centred(x, bottom + 14, Scale.label(tick));
    }
    int y = HEAD - 10;
    for (String contender : contenders) {
      bar(panel, scale, contender, y);
      y += ROW;
    }
  }

  private void bar(Panel panel, Scale scale, String contender, int y) {
    Figure figure = panel.sheet().figure(contender, panel.metric());
    String kind =
        contender.startsWith("belfry")
            ? "own"
            : contender.equals(Contender.FLOOR) ? "floor" : "bar";
    text("label", 0, y + 11, contender);
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\" rx=\"2\"/>\n",
            kind,
            LABELS,
            y,
            Math.max(1, scale.of(figure.median()))));
    double low = LABELS + scale.of(figure.lowest());
    double high = LABELS + scale.of(figure.highest());
    if (high - low > 2) {
      line("spread", low, y + 7, high, y + 7);
    }
    double end = Math.max(high, LABELS + scale.of(figure.median()));
    text("value", end + 6, y + 11, Figure.text(figure.median()));
  }

  private void text(String kind, double x, double y, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
            kind,
            x,
            y,
            escaped));
  }

  private void centred(double x, double y, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"tick\" text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
            x,
            y,
            text));
  }

  private void line(String kind, double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
            kind,
            x1,
            y1,
            x2,
            y2));
  }

  /** Where a value lies on a panel's axis. */
  private record Scale(double from, double to, boolean log) {

    private static final int TICKS = 4;

    static Scale of(Panel panel) {
      double least = Double.MAX_VALUE;
      double most = 0;
      for (String contender : panel.contenders()) {
        Figure figure = panel.sheet().figure(contender, panel.metric());
        least = Math.min(least, figure.lowest());
        most = Math.max(most, figure.highest());
      }
      if (!panel.log() || least <= 0) {
        double unit = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-6) / TICKS)));
        double step = unit;
        for (double times : new double[] {1, 2, 5, 10}) {
          step = unit * times;
          if (step * TICKS >= most) {
            break;
          }
        }
        return new Scale(0, step * TICKS, false);
      }
      double first = Math.floor(Math.log10(least * 0.8));
      return new Scale(first, Math.max(first + 1, Math.ceil(Math.log10(most))), true);
    }

    double of(double value) {
      double place = log ? Math.log10(value) : value;
      return BARS * Math.clamp((place - from) / (to - from), 0, 1);
    }

    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      double step = log ? Math.ceil((to - from) / 5) : (to - from) / TICKS;
      for (double at = from; at <= to + step / 100; at += step) {
        ticks.add(log ? Math.pow(10, at) : at);
      }
      return ticks;
    }

    static String label(double tick) {
      if (tick >= 1_000_000) {
        return trimmed(tick / 1_000_000) + " M";
      }
      return tick >= 1_000 ? trimmed(tick / 1_000) + " k" : trimmed(tick);
    }

    private static String trimmed(double value) {
      String text = String.format(Locale.ROOT, "%.3f", value);
      return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
  }
}
