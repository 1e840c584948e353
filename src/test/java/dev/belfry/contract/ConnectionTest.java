package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an answer says of its connection is what happens to it. */
final class ConnectionTest {

  private static final String STREAM = "GET /topics/a/events HTTP/1.1\r\n";
  private static final String ACCEPT = "Accept: text/event-stream\r\n";
  private static final String HOST = "Host: localhost\r\n";
  private static final String KEEP = "Connection: keep-alive\r\n";
  private static final String POST =
      "POST /topics/a/events HTTP/1.1\r\n" + HOST + KEEP + "Content-Type: text/plain\r\n";
  private static final String KEY = "Authorization: Bearer " + Service.KEY + "\r\n";
  private static final String LIVE = "GET /livez HTTP/1.1\r\n" + HOST + KEEP + "\r\n";

  private static Service service;
  private static Service full;
  private static Subscriber onlyOne;

  @BeforeAll
  static void start() {
    service = Service.start("--belfry.limits.request-size=1000", "--belfry.limits.event-size=1000");
    full = Service.start("--belfry.limits.streams=1");
    onlyOne = full.subscribe("a");
  }

  @AfterAll
  static void stop() {
    onlyOne.close();
    full.close();
    service.close();
  }

  @Test
  void aStream_saysThatItsConnectionEndsWithIt() throws IOException {
    try (Wire wire = new Wire(service)) {
      Answer head = wire.send(STREAM + HOST + KEEP + ACCEPT + "\r\n").readHead();
      assertThat(head.is(200).list("Connection")).containsExactly("close");
      assertThat(head.headers().allValues("Keep-Alive")).isEmpty();
      assertThat(head.header("Transfer-Encoding")).isEqualTo("chunked");
    }
  }

  @Test
  void aStreamThatIsShed_saysSo_andItsConnectionIsClosed() throws IOException {
    try (Wire wire = new Wire(full)) {
      Answer shed = wire.send(STREAM + HOST + KEEP + ACCEPT + "\r\n").read();
      assertThat(shed.is(200).body()).contains("\"reason\":\"overloaded\"");
      assertThat(shed.list("Connection")).containsExactly("close");
      assertThat(wire.body().read()).as("what follows").isEqualTo(-1);
    }
  }

  static Stream<String> requests() {
    String chunked = "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + "x".repeat(2000);
    return Stream.of(
        LIVE,
        LIVE.replace("GET", "HEAD"),
        LIVE.replace("1.1", "1.0"),
        LIVE.replace("/livez", "/nothing"),
        STREAM + HOST + KEEP + "\r\n",
        STREAM.replace("1.1", "1.0") + HOST + KEEP + "\r\n",
        STREAM.replace("GET", "HEAD") + HOST + KEEP + ACCEPT + "\r\n",
        STREAM.replace("GET", "OPTIONS") + HOST + KEEP + "\r\n",
        STREAM.replace("GET", "PUT") + HOST + KEEP + "\r\n",
        STREAM + HOST + KEEP + "Origin: http://elsewhere\r\n\r\n",
        POST + KEY + "Content-Length: 1\r\n\r\n1",
        POST + "Content-Length: 1\r\n\r\n1",
        POST + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n",
        POST + KEY + "Content-Length: 2000\r\n\r\n" + "x".repeat(2000),
        POST + KEY + chunked + "\r\n0\r\n\r\n",
        POST.replace("text/plain", "text/html") + KEY + "Content-Length: 1\r\n\r\n1");
  }

  /** Which of them keep their connection is not asked, but that the answer tells. */
  @ParameterizedTest
  @MethodSource("requests")
  void anAnswer_promisesNothingThatIsNotKept(String request) throws IOException {
    try (Wire wire = new Wire(service)) {
      wire.send(request);
      Answer answer = request.startsWith("HEAD") ? wire.readHead() : wire.read();
      List<String> said = answer.list("Connection");
      boolean old = request.contains("HTTP/1.0");
      if (said.contains("close") || (old && !said.contains("keep-alive"))) {
        assertThat(answer.headers().allValues("Keep-Alive")).isEmpty();
        assertThat(wire.body().read()).as("what follows").isEqualTo(-1);
      } else {
        wire.send(LIVE).read().is(200);
      }
    }
  }
}
