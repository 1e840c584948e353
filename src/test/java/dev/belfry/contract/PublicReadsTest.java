package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of any origin, and those without one, where everybody may read. */
final class PublicReadsTest {

  private static final String NONE = "null";
  private static final String ANY = "https://anyone.example";
  private static final String ALLOWED = "https://www.example.org";

  private static Service service;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            "--belfry.cors.public-reads=true", "--belfry.cors.allowed-origins=" + ALLOWED);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void expectPublic(Answer answer) {
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(answer.list("Vary")).contains("origin");
  }

  private static void expectForbidden(Answer answer) {
    answer.isProblem(403, "origin-not-allowed");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
  }

  private static Call preflight(String origin, String method) {
    return service
        .call("OPTIONS", "/topics/t/events")
        .origin(origin)
        .header("Access-Control-Request-Method", method);
  }

  @ParameterizedTest
  @ValueSource(strings = {NONE, ANY, "http://localhost:3000", "file://", "nonsense"})
  void everyPage_reads(String origin) {
    String topic = service.topic();
    String id = service.publish(topic, "1");
    for (String path :
        new String[] {
          Service.events(topic),
          "/events?topic=" + topic,
          "/topics/" + topic,
          Service.events(topic) + "/" + id,
        }) {
      expectPublic(service.get(path).origin(origin).send().is(200));
      expectPublic(service.head(path).origin(origin).send().is(200));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {NONE, ANY})
  void everyPage_streams(String origin) {
    String topic = service.topic();
    String id = service.publish(topic, "1");
    service.publish(topic, "2");
    try (Subscriber stream =
        service.get(Service.events(topic)).origin(origin).header("Last-Event-ID", id).open()) {
      expectPublic(stream.head());
      assertThat(stream.nextText()).isEqualTo("2");
    }
  }

  @Test
  void everyPage_readsErrors() {
    expectPublic(
        service.get("/topics/-bad/events").origin(NONE).send().isProblem(400, "bad-topic"));
    expectPublic(
        service.get("/topics/t/events/a-1").origin(ANY).send().isProblem(404, "not-found"));
    expectPublic(
        service
            .get("/topics/t/events")
            .origin(NONE)
            .accept("text/html")
            .send()
            .isProblem(406, "not-acceptable"));
    expectPublic(
        service.get("/events?topic=t&limit=0").origin(NONE).send().isProblem(400, "bad-parameter"));
  }

  @ParameterizedTest
  @ValueSource(strings = {NONE, ANY})
  void preflightOfARead_isAnswered(String origin) {
    Answer answer =
        preflight(origin, "GET")
            .header("Access-Control-Request-Headers", "last-event-id,traceparent")
            .send();
    assertThat(answer.status()).isIn(200, 204);
    expectPublic(answer);
    assertThat(answer.list("Access-Control-Allow-Methods")).containsExactly("get", "head");
    assertThat(answer.list("Access-Control-Allow-Headers"))
        .contains("last-event-id", "traceparent", "cache-control")
        .doesNotContain("authorization", "*");
  }

  @ParameterizedTest
  @ValueSource(strings = {NONE, ANY})
  void nothingButReading_isForbidden(String origin) {
    String topic = service.topic();
    String id = service.publish(topic, "1");
    expectForbidden(service.post(Service.events(topic)).key().origin(origin).text("2").send());
    expectForbidden(
        service
            .post("/events")
            .key()
            .origin(origin)
            .json("{\"topics\":[\"" + topic + "\"],\"data\":2}")
            .send());
    expectForbidden(
        service.call("DELETE", Service.events(topic) + "/" + id).key().origin(origin).send());
    expectForbidden(preflight(origin, "POST").send());
    expectForbidden(preflight(origin, "DELETE").send());
    expectForbidden(service.get("/topics").key().origin(origin).send());
    assertThat(service.history(topic, "").ids()).containsExactly(id);
  }

  @Test
  void allowedOrigin_keepsItsOwnRights() {
    String topic = service.topic();
    Answer created = service.post(Service.events(topic)).key().origin(ALLOWED).json("1").send();
    assertThat(created.is(201).header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED);
    Answer read = service.get(Service.events(topic)).origin(ALLOWED).send().is(200);
    assertThat(read.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED);
    assertThat(read.header("Access-Control-Allow-Credentials")).isEqualTo("true");
  }
}
