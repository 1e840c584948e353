package dev.belfry.web.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonMinifierTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          ' { "b" : 1.0E+05 , "a" : [ 1 , 2 ] , "b" : null } '|{"b":1.0E+05,"a":[1,2],"b":null}
          ' "a  b" '|"a  b"
          ' [ "\\" , ] " , "\\\\" , " \\\\\\" : " ] '|["\\" , ] ","\\\\"," \\\\\\" : "]
          ' "\\u0020\\/" '|"\\u0020\\/"
          ' 7 '|7
          """)
  void minify_dropsInsignificantWhiteSpaceOnly(String json, String minified) {
    assertThat(minify(json)).isEqualTo(minified);
  }

  @Test
  void minify_dropsAllFourKindsOfWhiteSpace() {
    assertThat(minify("\r\n[\t1 ,\r\n\t2 ]\n")).isEqualTo("[1,2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"grün 😀\u2028\u00a0\"", "{\"\\\"\":\"\\\\\"}", "[]", "\"\""})
  void minify_keepsWhatIsMinified(String json) {
    assertThat(minify(json)).isEqualTo(json);
  }

  @Test
  void minify_takesARange() {
    assertThat(JsonMinifier.minify("[ 1 , { } ]", 6, 9)).asString().isEqualTo("{}");
  }

  private static String minify(String json) {
    Json.check(json, Json.MAX_DEPTH);
    return new String(JsonMinifier.minify(json), StandardCharsets.UTF_8);
  }
}
