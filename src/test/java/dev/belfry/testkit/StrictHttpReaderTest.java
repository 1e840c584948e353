package dev.belfry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belfry.testkit.StrictHttpReader.Framing;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictHttpReaderTest {
  private static final String HEAD = "HTTP/1.1 200 \r\nContent-Type: text/event-stream\r\n";
  private static final String CHUNKED =
      HEAD + "Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n2\r\n\r\n\r\n0\r\n\r\n";

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final StrictHttpReader reader = new StrictHttpReader(false, body::write);

  @Test
  void everySplitPoint_readsTheSame() {
    byte[] bytes = CHUNKED.getBytes(UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      var whole = new ByteArrayOutputStream();
      var halves = new StrictHttpReader(false, whole::write);
      assertThat(halves.feed(bytes, 0, split)).isEqualTo(split);
      assertThat(halves.ended()).isEqualTo(split == bytes.length);
      halves.feed(bytes, split, bytes.length - split);

      assertThat(halves.ended()).isTrue();
      halves.endOfInput();
      assertThat(halves.head().framing()).isEqualTo(Framing.CHUNKED);
      assertThat(whole.toString(UTF_8)).isEqualTo("0123456789\r\n");
    }
  }

  @Test
  void connectionLostBeforeTheEnd_fails() {
    byte[] bytes = CHUNKED.getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      var cut = new StrictHttpReader(false, body::write);
      cut.feed(bytes, 0, length);
      assertThatExceptionOfType(ProtocolViolation.class)
          .as("cut at %d", length)
          .isThrownBy(cut::endOfInput);
    }
  }

  @Test
  void nextResponse_isLeftAlone() {
    byte[] bytes = (CHUNKED + CHUNKED).getBytes(UTF_8);

    assertThat(reader.feed(bytes, 0, bytes.length)).isEqualTo(CHUNKED.length());
  }

  @Test
  void noFraming_endsWithTheConnection() {
    feed(HEAD + "\r\nabc");
    assertThat(reader.ended()).isFalse();
    reader.endOfInput();

    assertThat(reader.ended()).isTrue();
    assertThat(reader.head().framing()).isEqualTo(Framing.UNTIL_CLOSE);
    assertThat(body.toString(UTF_8)).isEqualTo("abc");
  }

  @Test
  void contentLength_endsTheBody() {
    feed(HEAD + "Content-Length: 3\r\n\r\nabcd");

    assertThat(reader.ended()).isTrue();
    assertThat(body.toString(UTF_8)).isEqualTo("abc");
  }

  @Test
  void answerToHead_hasNoBody() {
    var toHead = new StrictHttpReader(true, body::write);
    byte[] bytes = CHUNKED.getBytes(UTF_8);

    assertThat(toHead.feed(bytes, 0, bytes.length)).isEqualTo(CHUNKED.indexOf("\r\n\r\n") + 4);
    assertThat(toHead.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\n\n",
        "HTTP/1.1 200 OK\r\nName : value\r\n\r\n",
        "HTTP/1.1 200 OK\r\nName:value\r\n\r\n",
        "HTTP/1.1 200 OK\r\nName: a\rb\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n01\r\na\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\na\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n"
      })
  void brokenFraming_fails(String response) {
    assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> feed(response));
  }

  private void feed(String response) {
    byte[] bytes = response.getBytes(UTF_8);
    reader.feed(bytes, 0, bytes.length);
  }
}
