package dev.belfry.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventDataTest {

  /** A line end becomes {@code \ndata: } on a stream, and two bytes at most in a JSON string. */
  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "abc, 3",
    "é, 2",
    "😀, 4",
    "\\n, 7",
    "\\r, 7",
    "\\r\\n, 7",
    "\\n\\r, 14",
    "\\n\\n\\n, 21",
    "a\\nb\\n, 16",
    "\", 2",
    "\\\\, 2",
    "\\t, 2",
    "\\1, 6",
    "\\37\\37, 12",
    "\\177, 1",
    "'\u2028', 3",
    "\"\"\"\"\"\"\"\"\\n, 18",
  })
  void sentLength_ofTextIsThatOfItsLargerForm(String escaped, int length) {
    String text = escaped.translateEscapes();
    assertThat(EventData.text(text.getBytes(StandardCharsets.UTF_8)).sentLength())
        .isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({"1", "\"\\n\\u0001\"", "{\"é\":\"\\\"\"}"})
  void sentLength_ofJsonIsItsOwn(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThat(EventData.json(bytes).sentLength()).isEqualTo(bytes.length);
  }
}
