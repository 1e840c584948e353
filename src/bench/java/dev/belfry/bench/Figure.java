package dev.belfry.bench;

import java.util.Arrays;
import java.util.Locale;

/** What several rounds have shown of one thing: the median and its spread. */
record Figure(double median, double lowest, double highest) {

  private static final double GROUPED_FROM = 10_000;

  static Figure of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a figure needs a value");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Figure(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Returns the median, and the extremes in brackets where they differ from it. */
  String text() {
    String least = text(lowest);
    String most = text(highest);
    return least.equals(most) ? text(median) : text(median) + " (" + least + "–" + most + ")";
  }

  /** Returns a whole number in groups of digits. */
  static String count(long number) {
    return number < GROUPED_FROM && number >= 0
        ? Long.toString(number)
        : String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  /** Returns a number to three digits that say something. */
  static String text(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= GROUPED_FROM) {
      double unit = Math.pow(10, Math.floor(Math.log10(size)) - 2);
      return count((long) (Math.round(value / unit) * unit));
    }
    int decimals = (int) Math.clamp(2 - Math.floor(Math.log10(size)), 0, 4);
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
