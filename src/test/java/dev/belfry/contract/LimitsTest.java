package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is too much: one more than the limit, and never less. */
final class LimitsTest {

  private static final int EVENT_SIZE = 1_000;
  private static final int BATCH_SIZE = 5;
  private static final int REQUEST_SIZE = 20_000;
  private static final int TOPICS_PER_STREAM = 3;

  private static Service service;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            "--belfry.limits.event-size=" + EVENT_SIZE,
            "--belfry.limits.batch-size=" + BATCH_SIZE,
            "--belfry.limits.request-size=" + REQUEST_SIZE,
            "--belfry.limits.topics-per-stream=" + TOPICS_PER_STREAM);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** A JSON text of {@code bytes} bytes, quotes included. */
  private static String json(int bytes) {
    return "\"" + "x".repeat(bytes - 2) + "\"";
  }

  private static String padded(String json, int bytes) {
    return json + " ".repeat(bytes - json.length());
  }

  private static void expectNothing(String topic) {
    assertThat(service.history(topic, "").events()).isEmpty();
  }

  @Test
  void jsonOfTheEventSize_isTheLargest() {
    String topic = service.topic();
    service.publish(topic, json(EVENT_SIZE));
    String refused = service.topic();
    service
        .post(Service.events(refused))
        .key()
        .json(json(EVENT_SIZE + 1))
        .send()
        .isProblem(413, "event-too-large");
    expectNothing(refused);
  }

  @Test
  void eventSize_isOfMinifiedData() {
    String element = "  [ ]  ,\n";
    String json = "[" + element.repeat(300) + "1   ]";
    assertThat(json.length()).isGreaterThan(2 * EVENT_SIZE);
    String topic = service.topic();
    service.publish(topic, json);
    service.publish(topic, " \n\t\r".repeat(1_000) + json(EVENT_SIZE) + "\n".repeat(4_000));
    assertThat(service.history(topic, "").events()).hasSize(2);
  }

  @Test
  void eventSize_isInBytes() {
    String topic = service.topic();
    service.publishText(topic, "é".repeat(EVENT_SIZE / 2));
    service.publishText(topic, "x".repeat(EVENT_SIZE));
    service
        .post(Service.events(topic))
        .key()
        .text("é".repeat(EVENT_SIZE / 2) + "x")
        .send()
        .isProblem(413, "event-too-large");
    service
        .post(Service.events(topic))
        .key()
        .json("\"" + "😀".repeat(EVENT_SIZE / 4) + "\"")
        .send()
        .isProblem(413, "event-too-large");
    assertThat(service.history(topic, "").events()).hasSize(2);
  }

  @Test
  void eventSize_holdsInBatchesToo() {
    String topic = service.topic();
    service.publishBatch("{\"topics\":[\"" + topic + "\"],\"data\":" + json(EVENT_SIZE) + "}");
    String refused = service.topic();
    service
        .post("/events")
        .key()
        .json(
            "[{\"topics\":[\"%s\"],\"data\":1},{\"topics\":[\"%s\"],\"data\":%s}]"
                .formatted(refused, refused, json(EVENT_SIZE + 1)))
        .send()
        .isProblem(413, "event-too-large");
    service
        .post("/events")
        .key()
        .json(
            "{\"topics\":[\"%s\"],\"text\":\"%s\"}".formatted(refused, "x".repeat(EVENT_SIZE + 1)))
        .send()
        .isProblem(413, "event-too-large");
    expectNothing(refused);
  }

  @Test
  void batchOfTheBatchSize_isTheLargest() {
    String topic = service.topic();
    String post = "{\"topics\":[\"" + topic + "\"],\"data\":1}";
    assertThat(
            service.publishBatch(
                "[" + String.join(",", Collections.nCopies(BATCH_SIZE, post)) + "]"))
        .hasSize(BATCH_SIZE);
    service
        .post("/events")
        .key()
        .json("[" + String.join(",", Collections.nCopies(BATCH_SIZE + 1, post)) + "]")
        .send()
        .isProblem(413, "batch-too-large");
    assertThat(service.history(topic, "").events()).hasSize(BATCH_SIZE);
  }

  @Test
  void batchSize_countsEvents() {
    assertThat(service.publishBatch(post("five", BATCH_SIZE))).hasSize(BATCH_SIZE);
    service
        .post("/events")
        .key()
        .json(post("six", BATCH_SIZE + 1))
        .send()
        .isProblem(413, "batch-too-large");
    expectNothing("six-0");
  }

  /** One post to several topics. */
  private static String post(String prefix, int topics) {
    return IntStream.range(0, topics)
        .mapToObj(i -> "\"" + prefix + "-" + i + "\"")
        .collect(Collectors.joining(",", "{\"topics\":[", "],\"data\":1}"));
  }

  @Test
  void bodyOfTheRequestSize_isTheLargest() {
    String topic = service.topic();
    service.publish(topic, padded("1", REQUEST_SIZE));
    service
        .post(Service.events(topic))
        .key()
        .json(padded("1", REQUEST_SIZE + 1))
        .send()
        .isProblem(413, "request-too-large");
    service
        .post("/events")
        .key()
        .json(padded("{\"topics\":[\"" + topic + "\"],\"data\":1}", REQUEST_SIZE + 1))
        .send()
        .isProblem(413, "request-too-large");
    assertThat(service.history(topic, "").events()).hasSize(1);
  }

  @Test
  void requestSize_holdsWithoutContentLength() {
    String topic = service.topic();
    service
        .post(Service.events(topic))
        .key()
        .chunked("application/json", bytes(padded("1", REQUEST_SIZE)))
        .send()
        .is(201);
    service
        .post(Service.events(topic))
        .key()
        .chunked("application/json", bytes(padded("1", REQUEST_SIZE + 1)))
        .send()
        .isProblem(413, "request-too-large");
    service
        .post(Service.events(topic))
        .key()
        .chunked("text/plain", bytes("x".repeat(REQUEST_SIZE + 1)))
        .send()
        .isProblem(413, "request-too-large");
    assertThat(service.history(topic, "").events()).hasSize(1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void endlessBody_isRefusedBeforeItsEnd() throws IOException {
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    try (Wire wire = new Wire(service)) {
      wire.send(head("endless", "Transfer-Encoding: chunked") + chunk.repeat(10));
      assertThat(wire.readHead().status()).isEqualTo(413);
    }
    expectNothing("endless");
  }

  @Test
  void announcedBody_isRefusedBeforeItComes() throws IOException {
    try (Wire wire = new Wire(service)) {
      wire.send(head("announced", "Content-Length: 3000000000"));
      assertThat(wire.readHead().status()).isEqualTo(413);
    }
  }

  /** The head of a publish whose body is framed as {@code framing} says. */
  private static String head(String topic, String framing) {
    return """
    POST /topics/%s/events HTTP/1.1
    Host: localhost
    Authorization: Bearer %s
    Content-Type: text/plain
    %s

    """
        .formatted(topic, Service.KEY, framing)
        .replace("\n", "\r\n");
  }

  @Test
  void topicsPerStream_areLimitedForReadersOfBothKinds() {
    String three = "/events?topic=a&topic=b&topic=c";
    service.get(three).send().is(200);
    service.get(three).accept("text/event-stream").sendForHead().is(200);
    service.get(three + "&topic=d").send().isProblem(400, "bad-parameter");
    service
        .get(three + "&topic=d")
        .accept("text/event-stream")
        .send()
        .isProblem(400, "bad-parameter");
  }

  @Test
  void defaults_areThoseOfTheContract() {
    try (Service ordinary = Service.start()) {
      ordinary.publish("a", json(65_536));
      ordinary
          .post("/topics/a/events")
          .key()
          .json(json(65_537))
          .send()
          .isProblem(413, "event-too-large");
      String post = "{\"topics\":[\"a\"],\"data\":1}";
      ordinary.publishBatch("[" + String.join(",", Collections.nCopies(100, post)) + "]");
      ordinary
          .post("/events")
          .key()
          .json("[" + String.join(",", Collections.nCopies(101, post)) + "]")
          .send()
          .isProblem(413, "batch-too-large");
      ordinary.publish("a", padded("1", 1_000_000));
      ordinary
          .post("/topics/a/events")
          .key()
          .json(padded("1", 1_048_577))
          .send()
          .isProblem(413, "request-too-large");
    }
  }
}
