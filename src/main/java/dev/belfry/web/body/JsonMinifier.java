package dev.belfry.web.body;

import java.nio.charset.StandardCharsets;

/** Drops insignificant white space from JSON and leaves all else as it was written. */
final class JsonMinifier {

  private JsonMinifier() {}

  /** Minifies a valid JSON value. */
  static byte[] minify(String json) {
    return minify(json, 0, json.length());
  }

  /** Minifies the valid JSON value in a range of a text. */
  static byte[] minify(String json, int from, int to) {
    char[] kept = new char[to - from];
    int length = 0;
    boolean inString = false;
    for (int i = from; i < to; i++) {
      char c = json.charAt(i);
      if (inString && c == '\\') {
        kept[length++] = c;
        c = json.charAt(++i);
      } else if (c == '"') {
        inString = !inString;
      } else if (!inString && isWhiteSpace(c)) {
        continue;
      }
      kept[length++] = c;
    }
    return new String(kept, 0, length).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isWhiteSpace(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
