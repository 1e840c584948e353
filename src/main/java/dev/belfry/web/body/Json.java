package dev.belfry.web.body;

import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Tells JSON from what is none (RFC 8259), without making anything of it. */
final class Json {

  /** How deep arrays and objects may be nested. */
  static final int MAX_DEPTH = 500;

  /**
   * Reads and writes JSON. Lengths are bounded by the body's, depth by {@link #skipValue}. Names
   * are not interned: they are strangers', and would stay.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private static final int LONGEST_QUOTE = 200;

  private Json() {}

  /** A parser over decoded text: it guesses no encoding, and its offsets are those of the text. */
  static JsonParser parser(String text) {
    return FACTORY.createParser(ObjectReadContext.empty(), text.toCharArray());
  }

  /** Passes if the text is one JSON value, nested at most so deep. */
  static void check(String text, int maxDepth) {
    try (JsonParser parser = parser(text)) {
      if (parser.nextToken() == null) {
        throw ProblemType.MALFORMED_JSON.because("the body is empty");
      }
      skipValue(parser, maxDepth);
      if (parser.nextToken() != null) {
        throw ProblemType.MALFORMED_JSON.because("more follows the JSON value");
      }
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Moves a parser from the first token of a value to the end of its last. */
  static void skipValue(JsonParser parser, int maxDepth) {
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (true) {
      if (token.isStructStart()) {
        if (++depth > maxDepth) {
          throw ProblemType.TOO_DEEP.because("JSON may be nested " + MAX_DEPTH + " deep");
        }
      } else if (token.isStructEnd()) {
        depth--;
      }
      if (depth == 0) {
        parser.finishToken(); // strings are read lazily
        return;
      }
      token = parser.nextToken();
    }
  }

  private static ProblemException malformed(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String place =
        at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    String message = String.valueOf(e.getOriginalMessage());
    int length = Math.min(message.length(), LONGEST_QUOTE);
    return ProblemType.MALFORMED_JSON.because(place + message.substring(0, length));
  }
}
