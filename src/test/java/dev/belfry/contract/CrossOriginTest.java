package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages from elsewhere: those that are let in, and those that are not. */
final class CrossOriginTest {

  private static final String ALLOWED = "https://www.example.org";
  private static final String ALLOWED_WITH_PORT = "http://intranet:8443";
  private static final String ALLOWED_IN_ASCII = "https://xn--bcher-kva.example";

  private static Service service;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            "--belfry.cors.allowed-origins="
                + String.join(",", ALLOWED, ALLOWED_WITH_PORT, "https://b\u00fccher.example"),
            "--belfry.cors.allowed-headers=X-Request-ID,x-datadog-trace-id");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void expectAllowed(Answer answer, String origin) {
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(answer.list("Vary")).contains("origin");
  }

  private static void expectForbidden(Answer answer) {
    answer.isProblem(403, "origin-not-allowed");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
  }

  private static Call preflight(String path, String origin, String method) {
    return service
        .call("OPTIONS", path)
        .origin(origin)
        .header("Access-Control-Request-Method", method);
  }

  @ParameterizedTest
  @ValueSource(strings = {ALLOWED, ALLOWED_WITH_PORT, ALLOWED_IN_ASCII})
  void allowedOrigin_isAnswered(String origin) {
    String topic = service.topic();
    Answer created =
        service.post(Service.events(topic)).key().origin(origin).json("1").send().is(201);
    expectAllowed(created, origin);
    assertThat(created.list("Access-Control-Expose-Headers"))
        .contains("location", "retry-after", "idempotency-replayed");
    Answer history = service.get(Service.events(topic)).origin(origin).send().is(200);
    expectAllowed(history, origin);
    assertThat(history.list("Vary")).contains("accept", "origin");
    expectAllowed(service.get("/topics/" + topic).origin(origin).send().is(200), origin);
    expectAllowed(service.head(Service.events(topic)).origin(origin).send().is(200), origin);
  }

  @Test
  void allowedOrigin_mayStream() {
    String topic = service.topic();
    try (Subscriber stream = service.get(Service.events(topic)).origin(ALLOWED).open()) {
      expectAllowed(stream.head(), ALLOWED);
      assertThat(stream.head().list("Vary")).contains("accept", "origin");
      service.publish(topic, "1");
      assertThat(stream.nextText()).isEqualTo("1");
    }
  }

  @Test
  void allowedOrigin_mayReadErrors() {
    expectAllowed(
        service.get("/topics/-bad/events").origin(ALLOWED).send().isProblem(400, "bad-topic"),
        ALLOWED);
    expectAllowed(
        service
            .post("/topics/t/events")
            .origin(ALLOWED)
            .json("1")
            .send()
            .isProblem(401, "unauthorized"),
        ALLOWED);
    expectAllowed(
        service
            .post("/topics/t/events")
            .key()
            .origin(ALLOWED)
            .json("{")
            .send()
            .isProblem(400, "malformed-json"),
        ALLOWED);
    expectAllowed(service.get("/nope").origin(ALLOWED).send().isProblem(404, "not-found"), ALLOWED);
    expectAllowed(
        service
            .call("DELETE", "/topics/t/events")
            .key()
            .origin(ALLOWED)
            .send()
            .isProblem(405, "method-not-allowed"),
        ALLOWED);
    expectAllowed(
        service
            .get("/topics/t/events")
            .origin(ALLOWED)
            .accept("text/html")
            .send()
            .isProblem(406, "not-acceptable"),
        ALLOWED);
    expectAllowed(
        service
            .post("/topics/t/events")
            .key()
            .origin(ALLOWED)
            .body("application/xml", "<a/>")
            .send()
            .isProblem(415, "unsupported-media-type"),
        ALLOWED);
    expectAllowed(
        service
            .post("/topics/t/events")
            .key()
            .origin(ALLOWED)
            .json("\"" + "x".repeat(70_000) + "\"")
            .send()
            .isProblem(413, "event-too-large"),
        ALLOWED);
    expectAllowed(
        service
            .post("/topics/t/events")
            .key()
            .origin(ALLOWED)
            .header("Idempotency-Key", "k".repeat(129))
            .json("1")
            .send()
            .isProblem(400, "bad-parameter"),
        ALLOWED);
  }

  static Stream<String> otherOrigins() {
    return Stream.of(
        "https://evil.example",
        "http://www.example.org",
        "https://www.example.org:444",
        "https://example.org",
        "https://www.example.org.evil.example",
        "https://evilwww.example.org",
        "http://intranet",
        "http://localhost:3000",
        "http://127.0.0.1:1",
        "null",
        "*",
        "nonsense");
  }

  @ParameterizedTest
  @MethodSource("otherOrigins")
  void otherOrigin_isForbidden(String origin) {
    String topic = service.topic();
    expectForbidden(service.get(Service.events(topic)).origin(origin).send());
    expectForbidden(
        service.get(Service.events(topic)).origin(origin).accept("text/event-stream").send());
    expectForbidden(service.get("/events?topic=" + topic).origin(origin).send());
    expectForbidden(service.get("/topics/" + topic).origin(origin).send());
    expectForbidden(service.get("/topics").key().origin(origin).send());
    expectForbidden(service.post(Service.events(topic)).key().origin(origin).json("1").send());
    assertThat(service.history(topic, "").events()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("otherOrigins")
  void preflightFromOtherOrigin_isForbidden(String origin) {
    Answer answer = preflight("/topics/t/events", origin, "POST").send().is(403);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods")).isEmpty();
  }

  @Test
  void ownOrigin_isNotForeign() {
    String topic = service.topic();
    service.post(Service.events(topic)).key().origin(service.origin()).json("1").send().is(201);
    service.get(Service.events(topic)).origin(service.origin()).send().is(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "DELETE"})
  void preflight_allowsTheMethod(String method) {
    for (String path :
        List.of("/topics/t/events", "/events", "/topics", "/topics/t", "/topics/t/events/a-1")) {
      Answer answer = preflight(path, ALLOWED, method).send();
      assertThat(answer.status()).as(path).isIn(200, 204);
      expectAllowed(answer, ALLOWED);
      assertThat(answer.list("Access-Control-Allow-Methods"))
          .as(path)
          .contains(method.toLowerCase(Locale.ROOT));
      assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("3600");
      assertThat(answer.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization",
        "content-type",
        "idempotency-key",
        "event-type",
        "last-event-id",
        "cache-control",
        "authorization,cache-control,content-type,event-type,idempotency-key,last-event-id",
        "traceparent",
        "tracestate",
        "baggage",
        "sentry-trace",
        "baggage,sentry-trace",
        "x-request-id",
        "x-datadog-trace-id",
      })
  void preflight_allowsTheHeaders(String names) {
    Answer answer =
        preflight("/topics/t/events", ALLOWED, "POST")
            .header("Access-Control-Request-Headers", names)
            .send();
    assertThat(answer.status()).isIn(200, 204);
    expectAllowed(answer, ALLOWED);
    assertThat(answer.list("Access-Control-Allow-Headers")).contains(names.split(","));
  }

  /** A browser then names what is not allowed; of a refused preflight it says that it failed. */
  @Test
  void preflightOfSomethingElse_isToldWhatIsAllowed() {
    Answer method = preflight("/topics/t/events", ALLOWED, "PUT").send().is(200);
    expectAllowed(method, ALLOWED);
    assertThat(method.list("Access-Control-Allow-Methods"))
        .containsExactlyInAnyOrder("get", "head", "post", "delete");
    Answer header =
        preflight("/topics/t/events", ALLOWED, "POST")
            .header("Access-Control-Request-Headers", "x-other")
            .send()
            .is(200);
    expectAllowed(header, ALLOWED);
    assertThat(header.list("Access-Control-Allow-Headers"))
        .contains("authorization")
        .doesNotContain("x-other", "*");
  }

  @Test
  void otherMethod_isRefusedForWhatItIs() {
    expectAllowed(
        service
            .call("PUT", "/topics/t/events")
            .origin(ALLOWED)
            .send()
            .isProblem(405, "method-not-allowed"),
        ALLOWED);
  }

  @Test
  void pageWithoutAnOrigin_isToldSo() {
    assertThat(
            service.get("/topics/t/events").origin("null").send().json().path("detail").asString())
        .contains("opened from a file", "belfry.cors.public-reads")
        .doesNotContain("allowed-origins");
    assertThat(
            service
                .post("/topics/t/events")
                .origin("null")
                .key()
                .text("1")
                .send()
                .json()
                .path("detail")
                .asString())
        .contains("opened from a file", "may read at most");
  }

  @Test
  void noOriginConfigured_allowsNone() {
    try (Service closed = Service.start()) {
      for (String origin : List.of(ALLOWED, "http://localhost:3000", "null")) {
        expectForbidden(closed.get("/topics/t/events").origin(origin).send());
      }
      closed.get("/topics/t/events").origin(closed.origin()).send().is(200);
      closed.get("/topics/t/events").send().is(200);
    }
  }
}
