package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the HTTP parser refuses before the service is asked: as little as can be, and told in a way
 * that the author of a page can read.
 */
final class ParserRefusalTest {

  private static final String PAGE = "https://page.example";
  private static final String HOST = "Host: localhost\r\n";
  private static final String ORIGIN = "Origin: " + PAGE + "\r\n";
  private static final String ACCEPT = "Accept: text/event-stream\r\n";

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start("--belfry.cors.allowed-origins=" + PAGE);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String cookies(int bytes) {
    return "Cookie: visitor=" + "x".repeat(bytes - "visitor=".length()) + "\r\n";
  }

  private static void expectStream(String target, String cookies) throws IOException {
    try (Wire wire = new Wire(service)) {
      wire.send("GET " + target + " HTTP/1.1\r\n" + HOST + ORIGIN + ACCEPT + cookies + "\r\n");
      Answer head = wire.readHead().is(200);
      assertThat(head.mediaType()).isEqualTo("text/event-stream");
      assertThat(head.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    }
  }

  @Test
  void asManyAndAsLongTopicsAsThereMayBe_beside8KbOfCookies_areServed() throws IOException {
    String topics =
        IntStream.range(0, 64)
            .mapToObj(i -> "topic=%02d".formatted(i) + "x".repeat(126))
            .collect(Collectors.joining("&"));
    expectStream("/events?" + topics, cookies(8192));
  }

  @Test
  void oneTopic_beside8KbOfCookies_isServed() throws IOException {
    expectStream("/topics/a/events", cookies(8100));
  }

  /** A request as it is sent, and what comes back. */
  record Refused(
      String what, String request, int status, String problem, boolean isReadableByPages) {

    @Override
    public String toString() {
      return what;
    }
  }

  /** Refused once its headers have been read, or as far as they have. */
  private static Refused behind(String what, String line, String more, int status, String type) {
    return new Refused(what, line + ORIGIN + more + "\r\n", status, type, true);
  }

  /** Refused before any header was read. */
  private static Refused ahead(String what, String line, int status, String type) {
    return new Refused(what, line + HOST + ORIGIN + "\r\n", status, type, false);
  }

  static Stream<Refused> refused() {
    String get = "GET /topics/a HTTP/1.1\r\n";
    String post = "POST /topics/a/events HTTP/1.1\r\n" + HOST;
    String many =
        IntStream.range(0, 150).mapToObj(i -> "X-" + i + ": x\r\n").collect(Collectors.joining());
    String crumbs =
        IntStream.range(0, 300).mapToObj(i -> "c=" + i).collect(Collectors.joining(";"));
    return Stream.of(
        ahead(
            "target too long", "GET /" + "x".repeat(40_000) + " HTTP/1.1\r\n", 414, "uri-too-long"),
        ahead("no method", "G@T / HTTP/1.1\r\n", 400, "bad-request"),
        ahead("a control character", "GET /\u0001 HTTP/1.1\r\n", 400, "bad-request"),
        ahead("no version", "GET / HTTP/1.x\r\n", 400, "bad-request"),
        behind("another version", "GET / HTTP/3.0\r\n", HOST, 505, "http-version-not-supported"),
        behind("headers too large", get + HOST, cookies(40_000), 431, "headers-too-large"),
        behind("too many headers", get + HOST, many, 431, "headers-too-large"),
        behind("too many cookies", get + HOST, "Cookie: " + crumbs + "\r\n", 400, "bad-request"),
        behind("a header's name", get + HOST, "a b: c\r\n", 400, "bad-request"),
        behind("a header's value", get + HOST, "a: \u0001\r\n", 400, "bad-request"),
        behind("no host", get, "", 400, "bad-request"),
        behind("two hosts", get + HOST, HOST, 400, "bad-request"),
        behind("a bad host", get + "Host: a b\r\n", "", 400, "bad-request"),
        behind("a bad port", get + "Host: a:b\r\n", "", 400, "bad-request"),
        behind("NUL in the path", "GET /%00 HTTP/1.1\r\n" + HOST, "", 400, "bad-request"),
        behind("a broken escape", "GET /%zz HTTP/1.1\r\n" + HOST, "", 400, "bad-request"),
        behind("no UTF-8", "GET /%ff HTTP/1.1\r\n" + HOST, "", 400, "bad-request"),
        behind("above the root", "GET /../x HTTP/1.1\r\n" + HOST, "", 400, "bad-request"),
        behind("no path", "GET * HTTP/1.1\r\n" + HOST, "", 400, "bad-request"),
        behind("another host", "GET http://b/ HTTP/1.1\r\n" + HOST, "", 400, "bad-request"),
        behind("a tunnel", "CONNECT a:80 HTTP/1.1\r\n" + HOST, "", 501, "not-implemented"),
        behind("a trace", "TRACE / HTTP/1.1\r\n" + HOST, "", 405, "method-not-allowed"),
        behind("a length", post, "Content-Length: x\r\n", 400, "bad-request"),
        behind(
            "two lengths",
            post + "Content-Length: 1\r\n",
            "Content-Length: 2\r\n",
            400,
            "bad-request"),
        behind("a coding", post, "Transfer-Encoding: gzip\r\n", 501, "not-implemented"),
        behind("an expectation", post, "Expect: more\r\n", 417, "expectation-failed"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatTheParserRefuses_isTold_andTheConnectionEnds(Refused refused) throws IOException {
    try (Wire wire = new Wire(service)) {
      Answer answer = wire.send(refused.request()).read();
      answer.isProblem(refused.status(), refused.problem());
      assertThat(answer.list("Connection")).containsExactly("close");
      assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
          .isEqualTo(refused.isReadableByPages() ? List.of(PAGE) : List.of());
      assertThat(wire.body().read()).as("what follows").isEqualTo(-1);
    }
  }

  /** What many clients send unescaped is read as it is meant. */
  @Test
  void aParameterWithBrackets_reachesTheService() throws IOException {
    try (Wire wire = new Wire(service)) {
      wire.send("GET /events?topic[]=a HTTP/1.1\r\n" + HOST + ORIGIN + ACCEPT + "\r\n");
      Answer answer = wire.read();
      answer.isProblem(400, "bad-topic", "bad-parameter");
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    }
  }

  @Test
  void aRefusalOfTheParser_isCounted() throws IOException {
    double before = counted();
    try (Wire wire = new Wire(service)) {
      wire.send("GET /%00 HTTP/1.1\r\n" + HOST + "\r\n").read().is(400);
    }
    assertThat(counted()).isEqualTo(before + 1);
  }

  private static double counted() {
    Answer metric =
        service.management("/actuator/metrics/belfry.refused?tag=reason:bad-request").send();
    return metric.is(200).json().path("measurements").path(0).path("value").asDouble();
  }
}
