package dev.belfry.web.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.web.problem.Problem;
import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.Problems;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

final class ContentTypeTest {

  private static ContentType of(boolean textToo, String header) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.addHeader("Content-Type", header);
    return ContentType.of(request, textToo);
  }

  private static String refusal(boolean textToo, String header) {
    Problem problem = Problems.problemOf(() -> of(textToo, header));
    assertThat(problem.type()).isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    return problem.detail();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON",
        " application/json ",
        "application/json;",
        "application/json; charset=utf-8",
        "application/json;charset=UTF8",
        "application/json;charset=\"utf-8\"",
        "application/json; charset='utf-8'",
        "application/json ; Charset = \"UTF-8\" ; x=y",
        "application/json;charset=",
        "application/json;charset=utf-8;charset=UTF-8",
        "application/json;x=\"a;charset=utf-16\"",
        "application/json;x=\"a\\\";charset=utf-16;\"",
        "application/json;charset",
        "application/cloudevents+json",
        "application/cloudevents-batch+json; charset=UTF-8",
        "application/vnd.api+json",
        "application/activity+json;profile=\"https://www.w3.org/ns/activitystreams\"",
        "application/LD+JSON",
      })
  void json_isUtf8(String header) {
    ContentType expected = new ContentType(true, StandardCharsets.UTF_8);
    assertThat(of(true, header)).isEqualTo(expected);
    assertThat(of(false, header)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, UTF-8",
    "TEXT/Plain, UTF-8",
    "text/plain;charset=ISO-8859-1, ISO-8859-1",
    "text/plain; charset=iso-8859-1, ISO-8859-1",
    "text/plain;charset=latin1, ISO-8859-1",
    "'text/plain;charset=\"us-ascii\"', US-ASCII",
    "'text/plain;charset=\"us\\-ascii\"', US-ASCII",
    "text/plain;format=flowed;charset=windows-1252, windows-1252",
    "text/plain;charset=UTF-16, UTF-16",
    "text/plain;charset=utf-16le, UTF-16LE",
    "text/plain;charset=Shift_JIS, Shift_JIS",
    "text/plain;charset=, UTF-8",
  })
  void text_hasTheCharsetItNames(String header, String charset) {
    assertThat(of(true, header)).isEqualTo(new ContentType(false, Charset.forName(charset)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "json",
        "application/jsonp",
        "application/+json",
        "application/*+json",
        "application/a b+json",
        "application/a/b+json",
        "application/json-seq",
        "application/x-ndjson",
        "text/json",
        "text/vnd.a+json",
        "text/*",
        "*/*",
        "text/html",
        "text/plainer",
        "text/plain, text/plain",
        "application/json, application/json",
        "application/x-www-form-urlencoded",
      })
  void others_areRefused(String header) {
    assertThat(refusal(true, header)).contains("application/json", "+json", "text/plain");
    assertThat(refusal(false, header)).contains("application/json").doesNotContain("text/plain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "utf-9",
        "UTF-7",
        "iso-8859-99",
        "binary",
        "a b",
        "é",
        "utf-8,utf-8",
        "-",
        "\"",
      })
  void unknownCharset_isNamed(String charset) {
    assertThat(refusal(true, "text/plain;charset=" + charset)).contains(" " + charset);
    assertThat(refusal(true, "application/json;charset=" + charset)).contains(" " + charset);
    assertThat(refusal(false, "application/json;charset=" + charset)).contains(" " + charset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso-8859-1", "us-ascii", "UTF-16", "utf-16le", "windows-1252"})
  void otherCharsetOfJson_isNamed(String charset) {
    for (String type : List.of("application/json", "application/cloudevents+json")) {
      assertThat(refusal(true, type + ";charset=" + charset)).contains("UTF-8", charset);
    }
  }

  @Test
  void nameOfACharset_isQuotedInPart() {
    assertThat(refusal(true, "text/plain;charset=" + "x".repeat(5_000))).hasSizeLessThan(200);
    assertThat(refusal(true, "text/plain;charset=\"" + "\\x".repeat(5_000) + '"'))
        .hasSizeLessThan(200);
  }

  @Test
  void contradictions_areRefused() {
    assertThat(refusal(true, "text/plain;charset=utf-8;charset=latin1"))
        .contains("utf-8", "latin1");
  }

  @Test
  void decode_skipsAByteOrderMarkOnce() {
    for (String charset : List.of("UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32")) {
      assertThat(decode(charset, bytes(charset, "\ufeffa"))).as(charset).isEqualTo("a");
      assertThat(decode(charset, bytes(charset, "a\ufeff"))).as(charset).isEqualTo("a\ufeff");
      assertThat(decode(charset, bytes(charset, "\ufeff\ufeffa"))).as(charset).isEqualTo("\ufeffa");
      assertThat(decode(charset, bytes(charset, "\ufeff"))).as(charset).isEmpty();
      assertThat(decode(charset, new byte[0])).as(charset).isEmpty();
    }
    assertThat(decode("ISO-8859-1", bytes("UTF-8", "\ufeffa"))).isEqualTo("ï»¿a");
  }

  /** UTF-16 and UTF-32 with marks in front of either order; without one, the higher byte first. */
  @Test
  void decode_followsTheByteOrderMark() {
    for (String charset : List.of("UTF-16", "UTF-32")) {
      assertThat(decode(charset, bytes(charset + "LE", "\ufeffa"))).isEqualTo("a");
      assertThat(decode(charset, bytes(charset + "BE", "\ufeffa"))).isEqualTo("a");
      assertThat(decode(charset, bytes(charset + "BE", "a"))).isEqualTo("a");
    }
  }

  /** In bytes, without what the encoders of UTF-16 and UTF-32 might add by themselves. */
  private static byte[] bytes(String charset, String text) {
    boolean bare = charset.equals("UTF-16") || charset.equals("UTF-32");
    return text.getBytes(Charset.forName(bare ? charset + "BE" : charset));
  }

  private static String decode(String charset, byte[] bytes) {
    return new ContentType(false, Charset.forName(charset)).decode(bytes);
  }

  @Test
  void decode_replacesNothing() {
    assertMalformed(ProblemType.MALFORMED_UTF_8, "UTF-8", 'a', 0xff);
    assertMalformed(ProblemType.MALFORMED_TEXT, "US-ASCII", 'a', 0xe9);
    assertMalformed(ProblemType.MALFORMED_TEXT, "windows-1252", 'a', 0x81);
    assertMalformed(ProblemType.MALFORMED_TEXT, "UTF-16", 0, 'a', 0);
    assertMalformed(ProblemType.MALFORMED_TEXT, "UTF-16LE", 'a', 0, 0, 0xd8);
    assertMalformed(ProblemType.MALFORMED_TEXT, "Shift_JIS", 0x81);
  }

  private static void assertMalformed(ProblemType type, String charset, int... body) {
    byte[] bytes = new byte[body.length];
    for (int i = 0; i < body.length; i++) {
      bytes[i] = (byte) body[i];
    }
    Problem problem = Problems.problemOf(() -> decode(charset, bytes));
    assertThat(problem.type()).as(charset).isEqualTo(type);
    assertThat(problem.detail()).contains(charset);
  }

  /**
   * Whatever a charset of the JDK makes of bytes, it is a text or a refusal, and no more than three
   * bytes of UTF-8 for each: {@link BodyReader} counts on it.
   */
  @Test
  void everyCharset_decodesOrRefuses() {
    Random random = new Random(7);
    for (Charset charset : Charset.availableCharsets().values()) {
      ContentType type = new ContentType(false, charset);
      for (int i = 0; i < 400; i++) {
        byte[] bytes = i < 256 ? repeated(i) : random(random);
        String text;
        try {
          text = type.decode(bytes);
        } catch (ProblemException e) {
          continue;
        }
        byte[] utf8 = Utf8.encode(text);
        assertThat(utf8 == null ? 0 : utf8.length)
            .as("%s of %s", charset, bytes)
            .isLessThanOrEqualTo(BodyReader.MOST_GROWTH * bytes.length);
      }
    }
  }

  private static byte[] repeated(int value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 24; i++) {
      bytes.write(value);
    }
    return bytes.toByteArray();
  }

  private static byte[] random(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(24)];
    random.nextBytes(bytes);
    return bytes;
  }
}
