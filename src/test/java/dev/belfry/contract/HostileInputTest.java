package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Bytes that no honest client sends, in every place a client can put bytes: none is a fault of the
 * service's, and none reaches somebody else's stream as anything but data.
 */
final class HostileInputTest {

  /** The topic that the hostile requests publish to, and that the watchers watch. */
  private static final String TARGET = "target";

  private static final String FORGED = "\r\n\r\nid: 1\r\nevent: forged\r\ndata: forged\r\n\r\n";
  private static final int MEGABYTE = 1 << 20;

  private static Service service;

  private Subscriber watcher;
  private Subscriber envelopeWatcher;
  private int markers;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void watch() {
    watcher = service.subscribe(TARGET);
    envelopeWatcher = service.get("/events?envelope=true&topic=beside&topic=" + TARGET).open();
  }

  @AfterEach
  void leave() {
    watcher.close();
    envelopeWatcher.close();
  }

  /** Bytes, and what they are. */
  static final class Payload {

    private final String what;
    private final byte[] bytes;

    Payload(String what, byte[] bytes) {
      this.what = what;
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    private static Payload of(String what, String text) {
      return new Payload(what, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Payload of(String what, int... bytes) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int b : bytes) {
        out.write(b);
      }
      return new Payload(what, out.toByteArray());
    }

    /** So large that a server may hang up before it has read everything. */
    boolean isLarge() {
      return bytes.length > 1_000;
    }

    /** Each byte as {@code %XX}. */
    byte[] percentEncoded() {
      StringBuilder encoded = new StringBuilder(3 * bytes.length);
      HexFormat hex = HexFormat.of().withUpperCase();
      for (byte b : bytes) {
        encoded.append('%').append(hex.toHexDigits(b));
      }
      return encoded.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  private static List<Payload> payloads() {
    return List.of(
        Payload.of("CR", "a\rb"),
        Payload.of("CR at the end", "a\r"),
        Payload.of("LF", "a\nb"),
        Payload.of("LF at the end", "a\n"),
        Payload.of("CRLF", "a\r\nb"),
        Payload.of("a forged event", "a" + FORGED),
        Payload.of("a forged event with LF", "a" + FORGED.replace("\r", "")),
        Payload.of("a forged event with CR", "a" + FORGED.replace("\n", "")),
        Payload.of("a forged chunk", "a\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"),
        Payload.of("NUL", "a\0b"),
        Payload.of("NUL alone", "\0"),
        Payload.of("BOM", "\ufeffa"),
        Payload.of("BOM alone", "\ufeff"),
        Payload.of("control characters", "\u0001\u0008\u000b\u000c\u001b[31m\u007f\u0085"),
        Payload.of("line separators", "a\u2028b\u2029c"),
        Payload.of("right to left", "\u202eabc"),
        Payload.of("4-byte characters", "😀\uD83D\uDC69\u200D\uD83D\uDCBB"),
        Payload.of("last character", "\udbff\udfff\uffff\ufffe"),
        Payload.of("high surrogate", 'a', 0xed, 0xa0, 0xbd, 'b'),
        Payload.of("low surrogate", 'a', 0xed, 0xb8, 0x80, 'b'),
        Payload.of("surrogate pair as bytes", 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80),
        Payload.of("overlong NUL", 'a', 0xc0, 0x80),
        Payload.of("overlong LF", 'a', 0xc0, 0x8a),
        Payload.of("overlong slash", 0xe0, 0x80, 0xaf),
        Payload.of("torn character", 'a', 0xf0, 0x9f, 0x98),
        Payload.of("no UTF-8", 0xff, 0xfe, 0x80),
        Payload.of("JSON's own", "\"\\}],{[:"),
        Payload.of("a wrong escape", "\\u12\\ud800\\udc"),
        Payload.of("percent signs", "%%0a%0d%00%zz%"),
        Payload.of("dots and slashes", "../..//%2e%2e/;x=1/.."),
        Payload.of("parameters", "a;b=c&topic=-&last=x#?"),
        Payload.of("a format", "%s%n${x}#{1+1}{}"),
        Payload.of("spaces", "   "),
        Payload.of("nothing", ""),
        Payload.of("a megabyte", "a".repeat(MEGABYTE)),
        Payload.of("a megabyte of CR", "\r".repeat(MEGABYTE)),
        Payload.of("a megabyte of LF", "\n".repeat(MEGABYTE)),
        Payload.of("a megabyte of 4-byte characters", "😀".repeat(MEGABYTE / 4)),
        new Payload("a megabyte of NUL", new byte[MEGABYTE]),
        Payload.of("a megabyte of digits", "9".repeat(MEGABYTE)),
        Payload.of("a megabyte of brackets", "[".repeat(MEGABYTE)));
  }

  /** A place in a request where a payload can stand. */
  record Place(String what, boolean isRequestLine, Function<Payload, byte[]> request) {

    @Override
    public String toString() {
      return what;
    }
  }

  /** Texts with payloads between them. */
  private static byte[] join(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      out.writeBytes(
          part instanceof byte[] bytes ? bytes : part.toString().getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static final String HEAD =
      " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer secret\r\n";
  private static final String ONE = "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\n1";

  /** Both ways to write a payload into the request line. */
  private static Stream<Place> inRequestLine(String method, String before, String after) {
    String rest = HEAD + (method.equals("POST") ? ONE : "\r\n");
    return Stream.of(
        new Place(
            "%s %s…%s percent-encoded".formatted(method, before, after),
            false,
            payload -> join(method, " ", before, payload.percentEncoded(), after, rest)),
        new Place(
            "%s %s…%s raw".formatted(method, before, after),
            true,
            payload -> join(method, " ", before, payload.bytes(), after, rest)));
  }

  private static Place inHeader(String method, String path, String name) {
    String rest = method.equals("POST") ? ONE : "\r\n";
    String head = name.equals("Authorization") ? HEAD.replace("Authorization", "X-Not-This") : HEAD;
    return new Place(
        method + " " + path + " " + name,
        false,
        payload -> join(method, " ", path, head, name, ": ", payload.bytes(), "\r\n", rest));
  }

  private static Place inBody(String path, String contentType, String before, String after) {
    return new Place(
        "POST " + path + " " + contentType + " " + before + "…" + after,
        false,
        payload ->
            join(
                "POST ",
                path,
                HEAD,
                "Content-Type: ",
                contentType,
                "\r\nContent-Length: ",
                before.length() + payload.bytes().length + after.length(),
                "\r\n\r\n",
                before,
                payload.bytes(),
                after));
  }

  static List<Place> places() {
    String events = Service.events(TARGET);
    List<Place> places = new ArrayList<>();
    Stream.of(
            inRequestLine("POST", "/topics/", "/events"),
            inRequestLine("POST", events + "?type=", ""),
            inRequestLine("POST", events + "?retain=", ""),
            inRequestLine("POST", events + "?", "=1"),
            inRequestLine("GET", "/", ""),
            inRequestLine("GET", "/topics/", ""),
            inRequestLine("GET", "/topics/", "/events"),
            inRequestLine("GET", events + "/", ""),
            inRequestLine("DELETE", events + "/", ""),
            inRequestLine("GET", events + "?after=", ""),
            inRequestLine("GET", events + "?limit=", ""),
            inRequestLine("GET", "/events?topic=", ""),
            inRequestLine("GET", "/topics?limit=", ""))
        .forEach(both -> both.forEach(places::add));
    for (String name :
        List.of(
            "Event-Type",
            "Authorization",
            "Content-Type",
            "Content-Encoding",
            "Accept",
            "Origin",
            "Host",
            "X-Forwarded-For",
            "Forwarded",
            "Cookie",
            "Expect")) {
      places.add(inHeader("POST", events, name));
    }
    for (String name : List.of("Accept", "Last-Event-ID", "Origin", "Range", "If-None-Match")) {
      places.add(inHeader("GET", events, name));
    }
    places.add(inHeader("OPTIONS", events, "Access-Control-Request-Method"));
    places.add(inHeader("OPTIONS", events, "Access-Control-Request-Headers"));
    places.add(inBody(events, "text/plain", "", ""));
    places.add(inBody(events, "application/json", "", ""));
    places.add(inBody(events, "application/json", "\"", "\""));
    places.add(inBody(events, "application/json", "{\"", "\":1}"));
    places.add(inBody("/events", "application/json", "", ""));
    places.add(inBody("/events", "application/json", "{\"topics\":[\"", "\"],\"data\":1}"));
    places.add(
        inBody(
            "/events",
            "application/json",
            "{\"topics\":[\"target\"],\"type\":\"",
            "\",\"data\":1}"));
    places.add(
        inBody("/events", "application/json", "{\"topics\":[\"target\"],\"text\":\"", "\"}"));
    places.add(inBody("/events", "application/json", "{\"topics\":[\"target\"],\"data\":", "}"));
    places.add(
        inBody("/events", "application/json", "{\"topics\":[\"target\"],\"data\":1,\"", "\":1}"));
    return places;
  }

  @ParameterizedTest
  @MethodSource("places")
  void hostileBytes_areNoFaultAndBreakNoStream(Place place) throws IOException {
    for (Payload payload : payloads()) {
      OptionalInt status = send(place, payload);
      status.ifPresent(
          code -> assertThat(code).as("%s with %s", place, payload).isBetween(200, 499));
      expectOrderBesides(place + " with " + payload);
    }
  }

  static Stream<String> escapes() {
    return Stream.concat(
        payloads().stream()
            .filter(payload -> !payload.isLarge())
            .map(payload -> new String(payload.bytes(), StandardCharsets.UTF_8))
            .map(HostileInputTest::escaped),
        Stream.of("\\ud800", "\\udc00\\ud800", "\\ud83d\\ud83d\\ude00"));
  }

  /** The same characters, as JSON escapes. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(unit -> escaped.append("\\u%04x".formatted(unit)));
    return escaped.toString();
  }

  @ParameterizedTest
  @MethodSource("escapes")
  void hostileEscapes_areNoFaultAndBreakNoStream(String escape) {
    for (String json :
        List.of(
            "{\"topics\":[\"target\"],\"text\":\"" + escape + "\"}",
            "{\"topics\":[\"target\"],\"type\":\"" + escape + "\",\"data\":1}",
            "{\"topics\":[\"" + escape + "\"],\"data\":1}")) {
      assertThat(service.post("/events").key().json(json).send().status()).as(json).isIn(201, 400);
      expectOrderBesides(json);
    }
    service.publish(TARGET, "\"" + escape + "\"");
    service.publish(TARGET, "{\"" + escape + "\":1}");
    expectOrderBesides(escape);
  }

  /** A marker published now arrives, and what came before it is well-formed and somebody's data. */
  private void expectOrderBesides(String why) {
    String marker = "\"marker-" + ++markers + "\"";
    service.publish(TARGET, marker);
    for (Subscriber.Block block = watcher.nextEvent();
        !block.text().equals(marker);
        block = watcher.nextEvent()) {
      expectOrdinary(why, block);
    }
    while (true) {
      Subscriber.Block block = envelopeWatcher.nextEvent();
      expectOrdinary(why, block);
      JsonNode envelope = Answer.parse(block.text());
      assertThat(envelope.path("id").asString()).as(why).isEqualTo(block.id());
      assertThat(envelope.path("topic").asString()).as(why).isEqualTo(TARGET);
      if (envelope.path("data").toString().equals(marker)) {
        return;
      }
    }
  }

  private static void expectOrdinary(String why, Subscriber.Block block) {
    assertThat(block.id()).as(why).isNotNull().isNotEqualTo("1");
    assertThat(block.retry()).as(why).isNull();
    assertThat(String.valueOf(block.event()))
        .as(why)
        .isNotEqualTo("forged")
        .doesNotStartWith("stream.");
    assertThat(block.data()).as(why).isNotEqualTo(List.of("forged"));
  }

  /**
   * Sends and reads the status; empty where there is none: a line feed in the request line makes a
   * request of HTTP/0.9, whose answer has no head, and Tomcat may answer a line that it cannot read
   * in the same manner; a server that hangs up on a flood may take its answer along.
   */
  private static OptionalInt send(Place place, Payload payload) throws IOException {
    byte[] request = place.request().apply(payload);
    try (Wire wire = new Wire(service)) {
      int first = wire.send(request).peek();
      return place.isRequestLine() && first != 'H'
          ? OptionalInt.empty()
          : OptionalInt.of(wire.readHead().status());
    } catch (EOFException | SocketException e) {
      if (!payload.isLarge()) {
        throw new AssertionError("hung up on %s with %s".formatted(place, payload), e);
      }
      return OptionalInt.empty();
    }
  }

  static Stream<Payload> smallPayloads() {
    return payloads().stream().filter(payload -> !payload.isLarge() && payload.bytes().length > 0);
  }

  /** The id a reader asks for comes back to it, inside the notice of a gap. */
  @ParameterizedTest
  @MethodSource("smallPayloads")
  void hostileIdInQuery_comesBackAsData(Payload payload) throws IOException {
    for (String name : List.of("lastEventId", "last_event_id", "lastEventID")) {
      expectGap(
          join(
              "GET /topics/beside/events?",
              name,
              "=",
              payload.percentEncoded(),
              " HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"));
    }
  }

  @ParameterizedTest
  @MethodSource("smallPayloads")
  void hostileIdInHeader_comesBackAsData(Payload payload) throws IOException {
    expectGap(
        join(
            """
            GET /topics/beside/events HTTP/1.0\r
            Host: localhost\r
            Accept: text/event-stream\r
            """,
            "Last-Event-ID: ",
            payload.bytes(),
            "\r\n\r\n"));
  }

  @Test
  void longIdInQuery_comesBackCut() throws IOException {
    for (String id : List.of("a".repeat(5_000), "%F0%9F%98%80".repeat(400), "%22".repeat(1_000))) {
      try (Subscriber stream = service.get("/topics/beside/events?lastEventId=" + id).open()) {
        expectGap(stream);
      }
    }
  }

  /** Where the HTTP parser lets the request through, its answer is a stream like any other. */
  private static void expectGap(byte[] request) throws IOException {
    try (Wire wire = new Wire(service)) {
      wire.send(request);
      Answer head = wire.readHead();
      assertThat(head.status()).isIn(200, 400);
      if (head.status() == 200) {
        assertThat(head.mediaType()).isEqualTo("text/event-stream");
        try (Subscriber stream = new Subscriber(head, wire.body())) {
          service.publish("beside", "\"beside\"");
          Subscriber.Block block = stream.nextEvent();
          if (!block.text().equals("\"beside\"")) {
            expectGap(block);
            assertThat(stream.nextText()).isEqualTo("\"beside\"");
          }
        }
      }
    }
  }

  private static void expectGap(Subscriber stream) {
    expectGap(stream.nextEvent());
  }

  private static void expectGap(Subscriber.Block block) {
    assertThat(block.event()).isEqualTo("stream.gap");
    assertThat(block.data()).hasSize(1);
    JsonNode gap = Answer.parse(block.text());
    assertThat(gap.path("reason").asString()).isEqualTo("malformed");
    String requested = gap.path("requested").asString();
    assertThat(requested).hasSizeLessThanOrEqualTo(128);
    assertThat(gap.path("resumedAt").asString()).isEqualTo(String.valueOf(block.id()));
  }

  @Test
  void pathWithEncodedSlashesAndDots_isNoFault() {
    for (String path :
        List.of(
            "/topics/%2e%2e/events",
            "/topics/a%2Fb/events",
            "/topics/a%5Cb/events",
            "/topics//events",
            "/topics/a//events",
            "/topics/a;x=y/events",
            "//",
            "/topics/a/events/",
            "/%2e%2e/%2e%2e/etc/passwd")) {
      Answer answer = service.get(path).send();
      assertThat(answer.status()).as(path).isLessThan(500);
      assertThat(answer.body().toLowerCase(Locale.ROOT)).as(path).doesNotContain("exception");
    }
  }

  @Test
  void manyParametersAndHeaders_areNoFault() {
    String many = "&topic=a".repeat(700);
    assertThat(service.get("/events?topic=a" + many).send().status()).isLessThan(500);
    assertThat(service.get("/events?" + "&x=".repeat(2_000)).send().status()).isLessThan(500);
    Call call = service.get(Service.events(TARGET));
    for (int i = 0; i < 150; i++) {
      call.header("X-Header-" + i, "x");
    }
    assertThat(call.send().status()).isLessThan(500);
  }

  @Test
  void unknownMethods_areNoFault() throws IOException {
    for (String method : List.of("TRACE", "CONNECT", "PROPFIND", "get", "X")) {
      byte[] request = join(method, " /events?topic=a", HEAD, "\r\n");
      try (Wire wire = new Wire(service)) {
        assertThat(wire.send(request).readHead().status()).as(method).isIn(400, 403, 404, 405, 501);
      }
    }
  }

  @Test
  void astralCharacters_arriveUnharmed() {
    String text = "😀\uD83D\uDC69\u200D\uD83D\uDCBB \udbff\udffd e\u0301 \u2028";
    service.publishText(TARGET, text);
    assertThat(watcher.nextText()).isEqualTo(text);
    service.publish(TARGET, "\"" + text + "\"");
    assertThat(watcher.nextText()).isEqualTo("\"" + text + "\"");
  }
}
