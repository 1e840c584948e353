package dev.belfry.web.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.belfry.web.problem.Problem;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0.10e+400",
        "\"\"",
        " null ",
        "\t\r\n[true , false]\n",
        "{\"a\":1,\"a\":2,\"\":3}",
        "\"\\ud800\"",
        "\"\u2028\u007f\"",
      })
  void check_passesJson(String json) {
    assertThatCode(() -> Json.check(json, Json.MAX_DEPTH)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1 2",
        "{} []",
        "\uFEFF1",
        "nul",
        "nulll",
        "tru e",
        "NaN",
        "-Infinity",
        "+1",
        "01",
        "1.",
        ".5",
        "-",
        "1e",
        "0x1",
        "1a",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\ud8\"",
        "\"\t\"",
        "\"\n\"",
        "\"\0\"",
        "[",
        "]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\\x\":1}",
        "{\"a\n\":1}",
        "/**/1",
        "1//",
        "#1",
        "\u00a01",
        "\u000b1",
        "\f1",
        "[1]x",
        "\"a\"\"b\"",
        "[\"a\"\"b\"]",
        "[truefalse]",
        "[1true]",
        "\u001e1",
      })
  void check_refusesAllElse(String json) {
    assertThat(Problems.typeOf(() -> Json.check(json, Json.MAX_DEPTH)))
        .isEqualTo(ProblemType.MALFORMED_JSON);
  }

  @Test
  void check_boundsDepth() {
    assertThatCode(() -> Json.check("[".repeat(500) + "]".repeat(500), Json.MAX_DEPTH))
        .doesNotThrowAnyException();
    assertThat(Problems.typeOf(() -> Json.check("[".repeat(501) + "]".repeat(501), Json.MAX_DEPTH)))
        .isEqualTo(ProblemType.TOO_DEEP);
    assertThat(Problems.typeOf(() -> Json.check("{\"a\":".repeat(100_000), Json.MAX_DEPTH)))
        .isEqualTo(ProblemType.TOO_DEEP);
    assertThatCode(() -> Json.check("[[],{}],".repeat(600).transform(s -> "[" + s + "0]"), 3))
        .doesNotThrowAnyException();
  }

  @Test
  void check_boundsNoLength() {
    assertThatCode(() -> Json.check("9".repeat(1_000_000), 1)).doesNotThrowAnyException();
    assertThatCode(() -> Json.check("0." + "9".repeat(1_000_000) + "e99999999999", 1))
        .doesNotThrowAnyException();
    assertThatCode(() -> Json.check("{\"" + "n".repeat(1_000_000) + "\":1}", 1))
        .doesNotThrowAnyException();
  }

  @Test
  void check_quotesLittleOfTheBody() {
    Problem problem = Problems.problemOf(() -> Json.check("x".repeat(100_000), 1));
    assertThat(problem.detail()).hasSizeLessThan(300).startsWith("line 1, column ");
  }
}
