package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not accepted, and what is said then. */
final class RefusalTest {

  private static final String TOPIC = "t";
  private static final String POST = "/topics/t/events";

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** A request, and the refusal it is owed. */
  record Refusal(
      String method, String path, UnaryOperator<Call> rest, String what, int status, String name) {

    @Override
    public String toString() {
      String shown = what.length() > 80 ? what.substring(0, 80) + "…" : what;
      return "%s %s %s: %d %s"
          .formatted(method, path, shown.replaceAll("\\p{Cc}", "?"), status, name);
    }
  }

  private static Refusal get(String path, int status, String name) {
    return new Refusal("GET", path, call -> call, "", status, name);
  }

  private static Refusal getAccepting(String path, String accept, int status, String name) {
    return new Refusal("GET", path, call -> call.accept(accept), accept, status, name);
  }

  private static Refusal method(String method, String path) {
    return new Refusal(method, path, call -> call.key(), "", 405, "method-not-allowed");
  }

  private static Refusal json(String path, String json, int status, String name) {
    return new Refusal("POST", path, call -> call.key().json(json), json, status, name);
  }

  private static Refusal typed(String path, String contentType) {
    return new Refusal(
        "POST",
        path,
        call -> call.key().body(contentType, "1"),
        contentType,
        415,
        "unsupported-media-type");
  }

  private static Refusal bytes(String path, String contentType, int... bytes) {
    byte[] body = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      body[i] = (byte) bytes[i];
    }
    return new Refusal(
        "POST",
        path,
        call -> call.key().body(contentType, body),
        contentType + " " + List.of(body.length, bytes[Math.min(1, bytes.length - 1)]),
        400,
        "malformed-utf-8");
  }

  private static Refusal with(String path, String header, String value, int status, String name) {
    return new Refusal(
        "POST",
        path,
        call -> call.key().header(header, value).json("1"),
        header + ": " + value,
        status,
        name);
  }

  static Stream<Refusal> malformedJson() {
    return Stream.of(
            "",
            " ",
            "{",
            "[",
            "]",
            "\"",
            "{\"a\":1,}",
            "[1,]",
            "[1 2]",
            "{\"a\" 1}",
            "{a:1}",
            "'a'",
            "NaN",
            "Infinity",
            "-Infinity",
            "-",
            "+1",
            "01",
            "-01",
            ".5",
            "1.",
            "1e",
            "0x10",
            "1 2",
            "{} {}",
            "1 x",
            "tru",
            "True",
            "nullx",
            "// comment\n1",
            "/* comment */ 1",
            "# comment\n1",
            "\"\\x41\"",
            "\"\\u00g0\"",
            "\"\\ud8\"",
            "\"tab\tbed\"",
            "\"line\nbreak\"",
            "\"nul\0\"",
            "\f1",
            "\u00a01",
            "1\0",
            "{\"a\":1")
        .map(json -> json(POST, json, 400, "malformed-json"));
  }

  static Stream<Refusal> malformedBytes() {
    List<Refusal> refusals = new ArrayList<>();
    for (String type : List.of("text/plain", "application/json")) {
      refusals.add(bytes(POST, type, '"', 0xff, '"'));
      refusals.add(bytes(POST, type, '"', 0x80, '"'));
      refusals.add(bytes(POST, type, '"', 0xc0, 0x80, '"'));
      refusals.add(bytes(POST, type, '"', 0xc1, 0xbf, '"'));
      refusals.add(bytes(POST, type, '"', 0xe9, '"'));
      refusals.add(bytes(POST, type, '"', 0xe0, 0x80, 0xaf, '"'));
      refusals.add(bytes(POST, type, '"', 0xed, 0xa0, 0x80, '"'));
      refusals.add(bytes(POST, type, '"', 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80, '"'));
      refusals.add(bytes(POST, type, '"', 0xf0, 0x80, 0x80, 0x80, '"'));
      refusals.add(bytes(POST, type, '"', 0xf4, 0x90, 0x80, 0x80, '"'));
      refusals.add(bytes(POST, type, '"', 0xf0, 0x9f, 0x98, '"'));
    }
    refusals.add(bytes(POST, "text/plain", 'a', 0xf0, 0x9f, 0x98));
    return refusals.stream();
  }

  static Stream<Refusal> badBatches() {
    return Stream.of(
            "1",
            "null",
            "\"text\"",
            "[]",
            "{}",
            "[1]",
            "[null]",
            "[[]]",
            "[{}]",
            "{\"topics\":[\"t\"]}",
            "{\"data\":1}",
            "{\"topics\":[],\"data\":1}",
            "{\"topics\":\"t\",\"data\":1}",
            "{\"topics\":null,\"data\":1}",
            "{\"topics\":{\"t\":1},\"data\":1}",
            "{\"topics\":[1],\"data\":1}",
            "{\"topics\":[null],\"data\":1}",
            "{\"topics\":[[\"t\"]],\"data\":1}",
            "{\"topic\":\"t\",\"data\":1}",
            "{\"topics\":[\"t\"],\"data\":1,\"text\":\"1\"}",
            "{\"topics\":[\"t\"],\"text\":\"1\",\"data\":1}",
            "{\"topics\":[\"t\"],\"text\":1}",
            "{\"topics\":[\"t\"],\"text\":null}",
            "{\"topics\":[\"t\"],\"text\":[\"a\"]}",
            "{\"topics\":[\"t\"],\"data\":1,\"unknown\":1}",
            "{\"topics\":[\"t\"],\"Data\":1}",
            "{\"topics\":[\"t\"],\"data\":1,\"id\":\"x-1\"}",
            "{\"topics\":[\"t\"],\"data\":1,\"data\":1}",
            "{\"topics\":[\"t\"],\"text\":\"1\",\"text\":\"1\"}",
            "{\"topics\":[\"t\"],\"topics\":[\"t\"],\"data\":1}",
            "{\"topics\":[\"t\"],\"type\":\"a\",\"type\":\"a\",\"data\":1}",
            "{\"topics\":[\"t\"],\"data\":1,\"\\u0064ata\":1}")
        .map(json -> json("/events", json, 400, "bad-batch"));
  }

  static Stream<Refusal> badTopics() {
    List<Refusal> refusals = new ArrayList<>();
    for (String topic :
        List.of(
            "-a",
            ".a",
            "_a",
            "a%20b",
            "a+b",
            "a:b",
            "a,b",
            "a*",
            "a~b",
            "a@b",
            "%C3%A4",
            "a%C3%A4",
            "%F0%9F%98%80",
            "%EF%BB%BFa",
            "a%0Ab",
            "a%0D",
            "a%0A",
            "%D9%A1",
            "a".repeat(129),
            "*")) {
      String path = "/topics/" + topic;
      refusals.add(json(path + "/events", "1", 400, "bad-topic"));
      refusals.add(get(path + "/events", 400, "bad-topic"));
      refusals.add(getAccepting(path + "/events", "text/event-stream", 400, "bad-topic"));
      refusals.add(get(path, 400, "bad-topic"));
      refusals.add(get(path + "/events/foreign-1", 400, "bad-topic"));
      String query = "/events?topic=t&topic=" + topic;
      refusals.add(get(query, 400, "bad-topic"));
      refusals.add(getAccepting(query, "text/event-stream", 400, "bad-topic"));
    }
    refusals.add(get("/events?topic=", 400, "bad-topic"));
    refusals.add(get("/events?topic=a%2Fb", 400, "bad-topic"));
    for (String topic :
        List.of("", "-a", "a b", "a/b", "ä", "a\\n", "\\u0000", "\\ufeffa", "a".repeat(129))) {
      refusals.add(
          json("/events", "{\"topics\":[\"" + topic + "\"],\"data\":1}", 400, "bad-topic"));
    }
    return refusals.stream();
  }

  static Stream<Refusal> others() {
    return Stream.of(
        // text
        new Refusal("POST", POST, call -> call.key().text("a\0b"), "NUL", 400, "malformed-text"),
        new Refusal("POST", POST, call -> call.key().text("\0"), "NUL", 400, "malformed-text"),
        json("/events", "{\"topics\":[\"t\"],\"text\":\"a\\u0000b\"}", 400, "malformed-text"),
        // depth
        json(POST, "[".repeat(501) + "]".repeat(501), 400, "too-deep"),
        json(POST, "{\"a\":".repeat(501) + "1" + "}".repeat(501), 400, "too-deep"),
        json(POST, "[".repeat(30_000) + "]".repeat(30_000), 400, "too-deep"),
        json(
            "/events",
            "{\"topics\":[\"t\"],\"data\":" + "[".repeat(600) + "]".repeat(600) + "}",
            400,
            "too-deep"),
        // batches that are no JSON
        json("/events", "", 400, "malformed-json"),
        json("/events", "{\"topics\":[\"t\"],\"data\":1", 400, "malformed-json"),
        json("/events", "{\"topics\":[\"t\"],\"data\":01}", 400, "malformed-json"),
        json("/events", "{\"topics\":[\"t\"],\"data\":1} x", 400, "malformed-json"),
        json("/events", "[{\"topics\":[\"t\"],\"data\":1},]", 400, "malformed-json"),
        bytes("/events", "application/json", '"', 0xff, '"'),
        // parameters
        get(POST + "?limit=0", 400, "bad-parameter"),
        get(POST + "?limit=-1", 400, "bad-parameter"),
        get(POST + "?limit=ten", 400, "bad-parameter"),
        get(POST + "?limit=1.5", 400, "bad-parameter"),
        get(POST + "?limit=0x10", 400, "bad-parameter"),
        get(POST + "?limit=%F0%9F%98%80", 400, "bad-parameter"),
        get("/events?topic=t&limit=0", 400, "bad-parameter"),
        get("/events", 400, "bad-parameter"),
        getAccepting("/events", "text/event-stream", 400, "bad-parameter"),
        getAccepting(POST + "?last=-1", "text/event-stream", 400, "bad-parameter"),
        getAccepting(POST + "?last=all", "text/event-stream", 400, "bad-parameter"),
        getAccepting(POST + "?last=1.5", "text/event-stream", 400, "bad-parameter"),
        getAccepting(POST + "?envelope=maybe", "text/event-stream", 400, "bad-parameter"),
        getAccepting(POST + "?checkpoints=no", "text/event-stream", 400, "bad-parameter"),
        getAccepting(POST + "?heartbeat=15s", "text/event-stream", 400, "bad-parameter"),
        json(POST + "?retain=maybe", "1", 400, "bad-parameter"),
        json(POST + "?retain=0x", "1", 400, "bad-parameter"),
        // content
        typed(POST, "application/xml"),
        typed(POST, "text/html"),
        typed(POST, "application/x-www-form-urlencoded"),
        typed(POST, "multipart/form-data;boundary=x"),
        typed(POST, "application/octet-stream"),
        typed(POST, "text/json"),
        typed(POST, "text/event-stream"),
        typed(POST, "text/*"),
        typed(POST, "nonsense"),
        typed(POST, "application/json;charset=iso-8859-1"),
        typed(POST, "application/json;charset=utf-16"),
        typed(POST, "application/json;charset=nonsense"),
        typed(POST, "application/cloudevents+json;charset=utf-16"),
        typed(POST, "text/plain;charset=nonsense"),
        typed(POST, "text/plain;charset=utf-7"),
        typed(POST, "text/plain;charset=utf-8;charset=utf-16"),
        typed(POST, "text/plain, application/json"),
        typed("/events", "text/plain"),
        typed("/events", "application/xml"),
        typed("/events", "application/json;charset=utf-16"),
        new Refusal(
            "POST", POST, call -> call.key().untyped("1"), "none", 415, "unsupported-media-type"),
        with(POST, "Content-Encoding", "gzip", 415, "unsupported-media-type"),
        with(POST, "Content-Encoding", "br", 415, "unsupported-media-type"),
        with("/events", "Content-Encoding", "gzip", 415, "unsupported-media-type"),
        // what the answer should be
        with(POST, "Accept", "text/html", 406, "not-acceptable"),
        with(POST, "Accept", "application/json;q=0", 406, "not-acceptable"),
        getAccepting("/topics/t", "text/html", 406, "not-acceptable"),
        with(POST, "Idempotency-Key", "a".repeat(129), 400, "bad-parameter"),
        // paths
        get("/nope", 404, "not-found"),
        get("/", 404, "not-found"),
        get("/index.html", 404, "not-found"),
        get("/belfry.js", 404, "not-found"),
        get("/error", 404, "not-found"),
        get("/actuator", 404, "not-found"),
        get("/actuator/health", 404, "not-found"),
        get("/actuator/metrics", 404, "not-found"),
        get("/favicon.ico", 404, "not-found"),
        get("/topics/t/nope", 404, "not-found"),
        get("/topics/t/events/foreign-1/more", 404, "not-found"),
        getAccepting("/nope", "text/html", 404, "not-found"),
        getAccepting("/nope", "text/event-stream", 404, "not-found"),
        getAccepting("/nope", "text/html,application/xml;q=0.9,*/*;q=0.8", 404, "not-found"),
        json("/nope", "1", 404, "not-found"),
        // methods
        method("PUT", POST),
        method("PATCH", POST),
        method("DELETE", POST),
        method("PUT", "/events"),
        method("DELETE", "/events"),
        method("POST", "/topics"),
        method("DELETE", "/topics"),
        method("POST", "/topics/t"),
        method("PUT", "/topics/t"),
        method("DELETE", "/topics/t"),
        method("POST", POST + "/foreign-1"),
        method("PUT", POST + "/foreign-1"),
        // which comes first
        new Refusal(
            "POST",
            "/topics/-bad/events",
            call -> call.key().body("application/xml", "<"),
            "the topic before the type",
            400,
            "bad-topic"),
        json("/topics/-bad/events", "{", 400, "bad-topic"),
        new Refusal(
            "POST", POST, call -> call.body("application/xml", "<"), "key", 401, "unauthorized"),
        new Refusal("POST", POST, call -> call.json("{"), "key", 401, "unauthorized"),
        new Refusal("POST", "/events", call -> call.json("{"), "key", 401, "unauthorized"),
        new Refusal(
            "POST",
            POST,
            call -> call.key().body("application/xml", "{\0"),
            "the type before the content",
            415,
            "unsupported-media-type"));
  }

  @ParameterizedTest
  @MethodSource({"malformedJson", "malformedBytes", "badBatches", "badTopics", "others"})
  void refusal_isAProblemWithItsName(Refusal refusal) {
    Answer answer =
        refusal
            .rest()
            .apply(service.call(refusal.method(), refusal.path()))
            .send()
            .isProblem(refusal.status(), refusal.name());
    if (refusal.status() == 405) {
      assertThat(answer.list("Allow")).isNotEmpty().doesNotContain(lower(refusal.method()));
    }
    if (refusal.status() == 401) {
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
    if (refusal.method().equals("POST")) {
      assertThat(service.history(TOPIC, "").events()).as("stored").isEmpty();
    }
  }

  private static String lower(String method) {
    return method.toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "true", "[\"a\"]", "{}"})
  void typeThatIsNoText_isRefused(String type) {
    service
        .post("/events")
        .key()
        .json("{\"topics\":[\"t\"],\"type\":" + type + ",\"data\":1}")
        .send()
        .isProblem(400, "bad-batch", "bad-type");
    assertThat(service.history(TOPIC, "").events()).isEmpty();
  }

  @Test
  void allow_namesWhatIsAllowed() {
    assertThat(service.call("PUT", POST).key().send().is(405).list("Allow"))
        .contains("get", "head", "post");
    assertThat(service.call("PUT", "/events").key().send().is(405).list("Allow"))
        .contains("get", "head", "post");
    assertThat(service.call("PUT", POST + "/foreign-1").key().send().is(405).list("Allow"))
        .contains("get", "head", "delete");
    assertThat(service.call("DELETE", "/topics/t").key().send().is(405).list("Allow"))
        .contains("get", "head");
  }

  @Test
  void streamWithOddId_isNeverRefused() {
    for (String id : List.of("nonsense", "%20", "%F0%9F%98%80", "foreign-1", "a".repeat(1_000))) {
      try (Subscriber stream = service.get(POST + "?lastEventId=" + id).open()) {
        assertThat(stream.nextEvent().event()).as("after %s", id).isEqualTo("stream.gap");
      }
    }
  }

  @Test
  void refusals_sayNothingOfTheInside() {
    for (Answer answer :
        List.of(
            service.post(POST).key().json("{").send(),
            service.post("/events").key().json("[1]").send(),
            service.get(POST + "?limit=x").send(),
            service.get("/nope").send())) {
      assertThat(answer.body())
          .doesNotContainIgnoringCase("exception")
          .doesNotContain("jackson", "java.", "org.springframework", "dev.belfry.", "\tat ");
    }
  }
}
