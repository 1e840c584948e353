package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One path, two representations: which of them a request gets. */
final class AcceptTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void expectStream(Answer head) {
    head.is(200);
    assertThat(head.mediaType()).isEqualTo("text/event-stream");
    assertThat(head.list("Cache-Control")).containsExactlyInAnyOrder("no-store", "no-transform");
    assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
    assertThat(head.list("Vary")).contains("accept");
    assertThat(head.headers().firstValue("Content-Encoding")).isEmpty();
  }

  private static void expectHistory(Answer answer) {
    answer.is(200);
    assertThat(answer.mediaType()).isEqualTo("application/json");
    assertThat(answer.list("Cache-Control")).contains("no-store");
    assertThat(answer.list("Vary")).contains("accept");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/event-stream",
        "TEXT/Event-Stream",
        "text/event-stream;charset=utf-8",
        "text/event-stream;q=0.001",
        "text/event-stream, application/json",
        "application/json, text/event-stream",
        "application/json;q=0.2, text/event-stream;q=0.3",
        "application/json;q=0.3,text/event-stream;q=0.3",
        "text/event-stream, application/json;q=0.9",
        "text/event-stream, */*",
        "text/event-stream, */*;q=0.1",
        "*/*, text/event-stream",
        "application/json;q=0, text/event-stream",
        "application/json;q=0, text/event-stream;q=0.5, */*",
        "text/html, text/event-stream;q=0.5",
        "application/*;q=0.5, text/event-stream;q=0.6",
        "text/*",
        "TEXT/*;q=0.1",
        "text/*, image/*",
        "text/html, text/*;q=0.5",
        "text/*, application/json;q=0",
        "text/*, application/json;q=0, */*",
        "text/*;q=0, text/event-stream",
        "text/*;q=0.1, text/event-stream;q=0.5, application/json;q=0.5",
      })
  void acceptThatNamesStreams_opensOne(String accept) {
    String topic = service.topic();
    expectStream(service.get(Service.events(topic)).accept(accept).sendForHead());
    expectStream(service.get("/events?topic=" + topic).accept(accept).sendForHead());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/json",
        "Application/JSON",
        "application/*",
        "application/json;q=0.1",
        "text/html, */*;q=0.1",
        "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
        "text/event-stream;q=0.5, application/json",
        "text/event-stream;q=0.5, application/json;q=0.6",
        "text/event-stream;q=0.1, */*",
        "text/event-stream;q=0.1, application/*;q=0.2",
        "text/event-stream;q=0, application/json",
        "text/event-stream;q=0, */*",
        "text/*, application/json;q=0.1",
        "text/*, */*;q=0.1",
        "text/*;q=0.9, application/*;q=0.1",
        "text/*, text/event-stream;q=0.1, application/json;q=0.2",
      })
  void acceptThatPrefersJson_getsHistory(String accept) {
    String topic = service.topic();
    expectHistory(service.get(Service.events(topic)).accept(accept).sendForHead());
    expectHistory(service.get("/events?topic=" + topic).accept(accept).sendForHead());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "text/*;q=0",
        "text/plain, image/*",
        "text/event-stream;q=0",
        "text/event-stream;q=0.0",
        "text/event-stream;q=0, text/*",
        "application/json;q=0",
        "application/json;q=0, */*",
        "*/*;q=0",
        "application/xml",
        "text/event-streams",
        "garbage",
      })
  void acceptOfSomethingElse_isRefused(String accept) {
    String topic = service.topic();
    service.get(Service.events(topic)).accept(accept).send().isProblem(406, "not-acceptable");
    service.get("/events?topic=" + topic).accept(accept).send().isProblem(406, "not-acceptable");
  }

  @Test
  void noAccept_getsHistory() {
    String topic = service.topic();
    expectHistory(service.get(Service.events(topic)).send());
    expectHistory(service.get("/events?topic=" + topic).send());
  }

  @Test
  void emptyAccept_getsHistory() {
    expectHistory(service.get(Service.events(service.topic())).accept("").sendForHead());
  }

  @Test
  void acceptInSeveralLines_isOneList() {
    expectStream(
        service
            .get(Service.events(service.topic()))
            .accept("application/json")
            .accept("text/event-stream")
            .sendForHead());
    expectHistory(
        service
            .get(Service.events(service.topic()))
            .accept("text/event-stream;q=0.5")
            .accept("application/json")
            .sendForHead());
  }

  @ParameterizedTest
  @CsvSource({
    "text/event-stream, text/event-stream",
    "text/*, text/event-stream",
    "application/json, application/json",
    "*/*, application/json",
  })
  void head_answersTheHeadersAloneAndOpensNothing(String accept, String mediaType)
      throws IOException {
    String topic = service.topic();
    service.publish(topic, "1");
    try (Wire wire = new Wire(service)) {
      wire.send(
          """
          HEAD %s?last=1 HTTP/1.1
          Host: localhost
          Accept: %s

          GET /livez HTTP/1.1
          Host: localhost

          """
              .formatted(Service.events(topic), accept)
              .replace("\n", "\r\n"));
      Answer head = wire.readHead().is(200);
      assertThat(head.mediaType()).isEqualTo(mediaType);
      assertThat(head.list("Cache-Control")).contains("no-store");
      assertThat(head.list("Vary")).contains("accept");
      wire.read().is(200);
    }
    assertThat(service.get("/topics/" + topic).send().is(200).json().path("subscribers").asInt())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/*;q=0", "text/event-stream;q=0, text/*"})
  void headOfUnacceptable_isRefused(String accept) {
    service.head(Service.events(service.topic())).accept(accept).send().is(406);
    service.head("/events?topic=" + service.topic()).accept(accept).send().is(406);
  }

  /** Whatever was accepted: somebody may read why there is no stream. */
  @ParameterizedTest
  @ValueSource(
      strings = {"text/*", "text/event-stream", "application/json", "*/*", "text/html", "garbage"})
  void refusals_areProblemsWhateverIsAccepted(String accept) {
    service.get("/events").accept(accept).send().isProblem(400, "bad-parameter");
    service.get("/topics/-/events").accept(accept).send().isProblem(400, "bad-topic");
    service.get("/nope").accept(accept).send().isProblem(404, "not-found");
    service.call("PUT", "/events").accept(accept).send().isProblem(405, "method-not-allowed");
  }

  @Test
  void headOfSeveralTopics_opensNothing() {
    String topic = service.topic();
    Answer head = service.head("/events?topic=" + topic).accept("text/event-stream").send();
    expectStream(head);
    assertThat(head.body()).isEmpty();
    assertThat(service.get("/topics/" + topic).send().is(200).json().path("subscribers").asInt())
        .isZero();
  }

  @Test
  void headOfTopicAndEvent_isAnswered() {
    String topic = service.topic();
    String id = service.publish(topic, "1");
    assertThat(service.head("/topics/" + topic).send().is(200).body()).isEmpty();
    assertThat(service.head(Service.events(topic) + "/" + id).send().is(200).body()).isEmpty();
    service.head(Service.events(topic) + "/foreign-1").send().is(404);
  }
}
