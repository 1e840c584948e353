package dev.belfry.web.body;

import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a request says that its body is (RFC 9110, 8.3).
 *
 * @param json whether it is JSON; plain text otherwise
 * @param charset how its characters are written
 */
record ContentType(boolean json, Charset charset) {

  private static final String JSON_TYPES = "application/json, application/*+json";
  private static final String TEXT = "text/plain";

  /** JSON, by its own name or as the form of another type (RFC 6839, 3.1). */
  private static final Pattern JSON =
      Pattern.compile("application/(?:json|[!#$%&'+.^_`|~0-9a-z-]+\\+json)");

  private static final char BYTE_ORDER_MARK = '\ufeff';

  /**
   * Ahead of a text in one of these, a byte order mark is a sign of the encoding and no character
   * of the text (WHATWG Encoding, "decode"). Their decoders leave it; that of UTF-16 reads it.
   */
  private static final Set<Charset> MARK_IS_LEFT =
      Set.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE);

  private static final int LONGEST_QUOTE = 64;

  /**
   * Reads the Content-Type of a request.
   *
   * @param textToo whether plain text is accepted beside JSON
   * @throws ProblemException if it is not accepted
   */
  static ContentType of(HttpServletRequest request, boolean textToo) {
    List<String> headers = Collections.list(request.getHeaders(HttpHeaders.CONTENT_TYPE));
    if (headers.size() > 1) {
      throw unsupported("a request has one Content-Type, and this one has " + headers.size());
    }
    String header = headers.isEmpty() ? "" : headers.getFirst();
    int semicolon = header.indexOf(';');
    String type = semicolon < 0 ? header : header.substring(0, semicolon);
    boolean json = isJson(type);
    if (!json && !(textToo && type.strip().equalsIgnoreCase(TEXT))) {
      String accepted = textToo ? JSON_TYPES + ", " + TEXT : JSON_TYPES;
      throw ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
          "the body must be one of these: " + accepted, Map.of("Accept-Post", accepted));
    }
    String name = semicolon < 0 ? null : charsetName(header.substring(semicolon + 1));
    return new ContentType(json, name == null ? StandardCharsets.UTF_8 : charset(name, json));
  }

  private static boolean isJson(String type) {
    return JSON.matcher(type.strip().toLowerCase(Locale.ROOT)).matches();
  }

  private static Charset charset(String name, boolean json) {
    Charset charset = charset(name);
    if (json && !StandardCharsets.UTF_8.equals(charset)) {
      throw unsupported("JSON is read in UTF-8, not in the charset " + quoted(name));
    }
    if (charset == null) {
      throw unsupported("the charset " + quoted(name) + " is not known here; UTF-8 always is");
    }
    return charset;
  }

  /** A charset that can be decoded, or null. */
  private static @Nullable Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The value of the parameter {@code charset}; null if there is none, or an empty one. */
  private static @Nullable String charsetName(String parameters) {
    String found = null;
    int end;
    for (int at = 0; at < parameters.length(); at = end + 1) {
      end = endOfParameter(parameters, at);
      String parameter = parameters.substring(at, end);
      int equals = parameter.indexOf('=');
      if (equals < 0 || !parameter.substring(0, equals).strip().equalsIgnoreCase("charset")) {
        continue;
      }
      String name = unquoted(parameter.substring(equals + 1).strip());
      if (found != null && !found.equalsIgnoreCase(name)) {
        throw unsupported(
            "the Content-Type names two charsets, " + quoted(found) + " and " + quoted(name));
      }
      found = name;
    }
    return found == null || found.isEmpty() ? null : found;
  }

  /** Where a parameter ends: at the next semicolon that is not quoted. */
  private static int endOfParameter(String parameters, int from) {
    boolean inQuotes = false;
    for (int i = from; i < parameters.length(); i++) {
      char c = parameters.charAt(i);
      if (c == '"') {
        inQuotes = !inQuotes;
      } else if (inQuotes && c == '\\') {
        i++;
      } else if (!inQuotes && c == ';') {
        return i;
      }
    }
    return parameters.length();
  }

  /** Without the quotes around it; some senders use single ones. */
  private static String unquoted(String value) {
    int last = value.length() - 1;
    if (last < 1 || value.charAt(0) != value.charAt(last)) {
      return value;
    }
    return switch (value.charAt(0)) {
      case '"' -> value.substring(1, last).replaceAll("\\\\(.)", "$1");
      case '\'' -> value.substring(1, last);
      default -> value;
    };
  }

  private static String quoted(String name) {
    return name.length() > LONGEST_QUOTE ? name.substring(0, LONGEST_QUOTE) + "…" : name;
  }

  private static ProblemException unsupported(String detail) {
    return ProblemType.UNSUPPORTED_MEDIA_TYPE.because(detail);
  }

  /**
   * Decodes a body of this type, whole.
   *
   * @throws ProblemException if it is not written in the charset: nothing is ever replaced
   */
  String decode(byte[] body) {
    try {
      String text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(body))
              .toString();
      boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
      return marked && MARK_IS_LEFT.contains(charset) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private ProblemException malformed() {
    return charset.equals(StandardCharsets.UTF_8)
        ? ProblemType.MALFORMED_UTF_8.because("the body is not UTF-8")
        : ProblemType.MALFORMED_TEXT.because(
            "the body is not in the charset " + charset.name() + ", which its Content-Type names");
  }
}
