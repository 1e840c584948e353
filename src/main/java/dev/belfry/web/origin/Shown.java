package dev.belfry.web.origin;

/** What a request holds, made fit to be quoted in an answer or in the log. */
final class Shown {

  /** Longer than any host's name that can be looked up, with a scheme and a port. */
  private static final int MOST = 280;

  private Shown() {}

  /** The beginning, with nothing but printable ASCII. */
  static String of(String text) {
    String shown = text.length() > MOST ? text.substring(0, MOST) + "..." : text;
    return shown.replaceAll("[^ -~]", "?");
  }
}
