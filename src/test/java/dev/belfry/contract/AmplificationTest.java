package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is accepted within the size of an event is no more than that for any reader: neither on a
 * stream, bare or in an envelope, nor in history.
 */
final class AmplificationTest {

  private static final int EVENT_SIZE = 65_536;

  /** What each event has beside its data: ids, names, the time, in answers that are small. */
  private static final int BESIDES = 512;

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /**
   * A kind of body that grows on its way.
   *
   * @param body one of so many units
   * @param most the most units that an event has room for
   */
  record Kind(String name, String contentType, IntFunction<byte[]> body, int most) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Kind text(String name, String unit, int most) {
    return text(name, StandardCharsets.UTF_8, unit, most);
  }

  private static Kind text(String name, Charset charset, String unit, int most) {
    return new Kind(
        "text of " + name,
        "text/plain;charset=" + charset.name(),
        units -> unit.repeat(units).getBytes(charset),
        most);
  }

  private static Kind json(String name, String unit, int most) {
    return new Kind(
        "JSON of " + name,
        "application/json",
        units -> ('"' + unit.repeat(units) + '"').getBytes(StandardCharsets.UTF_8),
        most);
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        text("letters", "a", EVENT_SIZE),
        text("LF", "\n", EVENT_SIZE / 7),
        text("CR", "\r", EVENT_SIZE / 7),
        text("CRLF", "\r\n", EVENT_SIZE / 7),
        text("LFCR", "\n\r", EVENT_SIZE / 7 - 1),
        text("lines of a letter", "a\n", EVENT_SIZE / 8),
        text("control characters", "\u0001", EVENT_SIZE / 6),
        text("escape characters", "\u001b", EVENT_SIZE / 6),
        text("backspaces", "\b", EVENT_SIZE / 6),
        text("quotes", "\"", EVENT_SIZE / 2),
        text("backslashes", "\\", EVENT_SIZE / 2),
        text("tabs", "\t", EVENT_SIZE / 2),
        text("slashes", "/", EVENT_SIZE),
        text("markup", "<>&'", EVENT_SIZE / 4),
        text("DEL", "\u007f", EVENT_SIZE),
        text("line separators", "\u2028", EVENT_SIZE / 3),
        text("emoji", "😀", EVENT_SIZE / 4),
        text("Thai in one byte each", Charset.forName("windows-874"), "ก", EVENT_SIZE / 3),
        text("umlauts in one byte each", StandardCharsets.ISO_8859_1, "ü", EVENT_SIZE / 2),
        text("line ends in two bytes each", StandardCharsets.UTF_16LE, "\n", EVENT_SIZE / 7),
        json("letters", "a", EVENT_SIZE - 2),
        json("escaped line ends", "\\n", EVENT_SIZE / 2 - 1),
        json("escaped control characters", "\\u0001", (EVENT_SIZE - 2) / 6),
        json("line separators", "\u2028", (EVENT_SIZE - 2) / 3),
        json("emoji", "😀", (EVENT_SIZE - 2) / 4),
        new Kind(
            "JSON with white space",
            "application/json",
            units -> ("[" + "\n1,\t ".repeat(units) + " 1]").getBytes(StandardCharsets.UTF_8),
            (EVENT_SIZE - 3) / 2));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsAccepted_isWithinTheLimitForEveryReader(Kind kind) throws IOException {
    String topic = service.topic();
    String path = Service.events(topic);
    byte[] body = kind.body().apply(kind.most());
    String id = service.post(path).key().body(kind.contentType(), body).send().is(201).id();
    int bare = streamed(path + "?last=1");
    int envelope = streamed(path + "?last=1&envelope=true");
    int page = length(service.history(topic, ""));
    int event = length(service.get(path + "/" + id).send().is(200));
    assertThat(List.of(bare, envelope, page, event))
        .as("bytes of %s sent: bare, envelope, history, event, of %s", body.length, kind)
        .allSatisfy(sent -> assertThat(sent).isLessThan(EVENT_SIZE + BESIDES));

    service
        .post(path)
        .key()
        .body(kind.contentType(), kind.body().apply(kind.most() + 1))
        .send()
        .isProblem(413, "event-too-large");
  }

  @Test
  void limit_holdsForTextInBatchesToo() {
    for (String escape : List.of("\\n", "\\r", "\\u0001", "\\u000a")) {
      int most = escape.equals("\\u0001") ? EVENT_SIZE / 6 : EVENT_SIZE / 7;
      service.publishBatch(batch(escape.repeat(most)));
      service
          .post("/events")
          .key()
          .json(batch(escape.repeat(most + 1)))
          .send()
          .isProblem(413, "event-too-large");
    }
  }

  private static String batch(String text) {
    return "{\"topics\":[\"batch\"],\"text\":\"" + text + "\"}";
  }

  private static int length(Answer answer) {
    return answer.body().getBytes(StandardCharsets.UTF_8).length;
  }

  /** The bytes of the one event that a stream begins with. */
  private static int streamed(String path) throws IOException {
    try (Wire wire = new Wire(service)) {
      wire.send(
          "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
      wire.readHead().is(200);
      InputStream body = wire.body(); // once: it reads ahead
      readBlock(body);
      return readBlock(body);
    }
  }

  private static int readBlock(InputStream body) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    int previous = 0;
    for (int b = body.read(); b >= 0; previous = b, b = body.read()) {
      block.write(b);
      if (b == '\n' && previous == '\n') {
        return block.size();
      }
    }
    throw new AssertionError("the stream has ended");
  }
}
