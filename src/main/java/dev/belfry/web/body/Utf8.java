package dev.belfry.web.body;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 that is taken at its word: what is not valid is noticed, never replaced. */
public final class Utf8 {

  private Utf8() {}

  /** Decodes bytes, or tells by null that they are not UTF-8. */
  public static @Nullable String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Encodes a text, or tells by null that it holds half a surrogate pair, which has no form. */
  static byte @Nullable [] encode(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The text of a header's value, of which the container made one character per byte. */
  public static String header(String value) {
    String decoded = decode(value.getBytes(StandardCharsets.ISO_8859_1));
    return decoded == null ? value : decoded;
  }
}
