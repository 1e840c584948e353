package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the libraries of publishers send as a body, and what they say that it is. */
final class ContentTypeTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Answer post(String path, String contentType, byte[] body) {
    return service.post(path).key().body(contentType, body).send();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String detail(Answer answer) {
    return answer.json().path("detail").asString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/cloudevents+json",
        "application/cloudevents+json; charset=UTF-8",
        "application/vnd.api+json",
        "application/ld+json;profile=\"https://example.org/;charset=utf-16\"",
      })
  void json_isTakenUnderAllItsNames(String contentType) {
    String topic = service.topic();
    post(Service.events(topic), contentType, utf8("{\"a\": \"é\"}")).is(201);
    post("/events", contentType, utf8("[{\"topics\":[\"" + topic + "\"],\"data\":2}]")).is(201);
    assertThat(service.history(topic, "").data()).containsExactly("{\"a\":\"é\"}", "2");
  }

  @ParameterizedTest
  @CsvSource({
    "ISO-8859-1, naïve café",
    "iso-8859-1, naïve café",
    "\"ISO-8859-1\", naïve café",
    "us-ascii, plain",
    "windows-1252, “naïve” €",
    "UTF-16, grüße 😀",
    "UTF-16LE, grüße 😀",
    "Shift_JIS, 日本語",
    "windows-874, ไทย",
    "UTF-8, grüße 😀",
  })
  void text_isDecodedAsDeclared(String charset, String text) {
    String topic = service.topic();
    byte[] body = text.getBytes(Charset.forName(charset.replace("\"", "")));
    try (Subscriber stream = service.subscribe(topic)) {
      post(Service.events(topic), "text/plain;charset=" + charset, body).is(201);
      assertThat(stream.nextText()).isEqualTo(text);
    }
    assertThat(service.history(topic, "").events().getFirst().path("data").asString())
        .isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"us-ascii, US-ASCII", "utf-16, UTF-16", "windows-1252, windows-1252"})
  void textThatIsNotInItsCharset_isRefusedWithTheCharsetNamed(String charset, String name) {
    String topic = service.topic();
    Answer answer =
        post(Service.events(topic), "text/plain;charset=" + charset, new byte[] {(byte) 0x81});
    answer.isProblem(400, "malformed-text");
    assertThat(detail(answer)).contains(name);
    assertThat(service.history(topic, "").events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, nonsense",
    "text/plain, UTF-7",
    "text/plain, x-mac-klingon",
    "application/json, iso-8859-1",
    "application/json, us-ascii",
    "application/json, utf-16",
    "application/json, nonsense",
    "application/vnd.api+json, latin1",
  })
  void charsetThatIsNotTaken_isNamed(String type, String charset) {
    Answer answer =
        post(Service.events(service.topic()), type + "; charset=" + charset, utf8("\"a\""));
    answer.isProblem(415, "unsupported-media-type");
    assertThat(detail(answer)).contains(charset, "UTF-8").doesNotContain("one of these");
  }

  @Test
  void byteOrderMark_isNoPartOfABody() {
    String topic = service.topic();
    for (String type : List.of("application/json", "application/cloudevents+json")) {
      post(Service.events(topic), type, utf8("\ufeff{\"a\":1}")).is(201);
      post(
              "/events",
              type,
              utf8("\ufeff[{\"topics\":[\"" + topic + "\"],\"text\":\"\ufeffkept\"}]"))
          .is(201);
      post("/events", type, utf8("\ufeff{\"topics\":[\"" + topic + "\"],\"data\":3}")).is(201);
    }
    assertThat(service.history(topic, "").data())
        .containsExactly("{\"a\":1}", "\"\ufeffkept\"", "3", "{\"a\":1}", "\"\ufeffkept\"", "3");

    String text = service.topic();
    post(Service.events(text), "text/plain", utf8("\ufeffa\ufeff")).is(201);
    post(Service.events(text), "text/plain", utf8("\ufeff\ufeffa")).is(201);
    for (String charset : List.of("UTF-16LE", "UTF-16BE")) {
      byte[] marked = "\ufeffa".getBytes(Charset.forName(charset));
      post(Service.events(text), "text/plain;charset=utf-16", marked).is(201);
      post(Service.events(text), "text/plain;charset=" + charset, marked).is(201);
    }
    assertThat(service.history(text, "").data())
        .containsExactly("\"a\ufeff\"", "\"\ufeffa\"", "\"a\"", "\"a\"", "\"a\"", "\"a\"");
  }

  @Test
  void byteOrderMark_aloneIsAnEmptyBody() {
    String topic = service.topic();
    post(Service.events(topic), "application/json", utf8("\ufeff"))
        .isProblem(400, "malformed-json");
    post(Service.events(topic), "application/json", utf8("\ufeff\ufeff1"))
        .isProblem(400, "malformed-json");
    post(Service.events(topic), "text/plain", utf8("\ufeff")).is(201);
    assertThat(service.history(topic, "").data()).containsExactly("\"\"");
  }

  /** A text may grow when it is decoded: what counts is what subscribers get. */
  @Test
  void eventSize_isOfDecodedText() {
    String topic = service.topic();
    Charset thai = Charset.forName("windows-874"); // each of its letters takes 3 bytes of UTF-8
    String contentType = "text/plain;charset=windows-874";
    post(Service.events(topic), contentType, "ก".repeat(21_845).getBytes(thai)).is(201);
    post(Service.events(topic), contentType, "ก".repeat(21_846).getBytes(thai))
        .isProblem(413, "event-too-large");
    byte[] shrinking = "a".repeat(65_536).getBytes(StandardCharsets.UTF_16LE);
    post(Service.events(topic), "text/plain;charset=utf-16le", shrinking).is(201);
  }

  /** Which of them is meant, nobody can tell, and a proxy may have read the other one. */
  @Test
  void severalContentTypes_areRefused() throws IOException {
    for (String second : List.of("text/plain", "application/json")) {
      try (Wire wire = new Wire(service)) {
        wire.send(
            """
            POST /topics/t/events HTTP/1.1
            Host: localhost
            Connection: close
            Authorization: Bearer %s
            Content-Type: text/plain
            Content-Type: %s
            Content-Length: 1

            1\
            """
                .formatted(Service.KEY, second)
                .replace("\n", "\r\n"));
        wire.read().isProblem(415, "unsupported-media-type");
      }
    }
    assertThat(service.history("t", "").events()).isEmpty();
  }

  /** The same words in another charset are the same request. */
  @Test
  void idempotencyKey_countsWhatWasSaid() {
    String topic = service.topic();
    String path = Service.events(topic);
    byte[] latin = "é".getBytes(StandardCharsets.ISO_8859_1);
    Answer first =
        service
            .post(path)
            .key()
            .header("Idempotency-Key", "k")
            .body("text/plain;charset=ISO-8859-1", latin)
            .send()
            .is(201);
    Answer again = service.post(path).key().header("Idempotency-Key", "k").text("é").send().is(201);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(service.history(topic, "").events()).hasSize(1);
  }
}
