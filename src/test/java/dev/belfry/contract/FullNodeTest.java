package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node that has all the streams it may have still hears those who do not want one. */
final class FullNodeTest {

  private static final int STREAMS = 20;

  /** Beside the streams. */
  private static final int CONNECTIONS = 50;

  private static final String HEAD = "Host: localhost\r\n";
  private static final String STREAM =
      "GET /topics/a/events HTTP/1.1\r\n" + HEAD + "Accept: text/event-stream\r\n\r\n";

  private final Service service =
      Service.start(
          "--belfry.limits.streams=" + STREAMS, "--belfry.limits.connections=" + CONNECTIONS);
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<SocketChannel> clients = new ArrayList<>();

  @BeforeEach
  void fill() {
    for (int i = 0; i < STREAMS; i++) {
      subscribers.add(service.subscribe("a"));
    }
    subscribers.forEach(Subscriber::first);
  }

  @AfterEach
  void stop() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    subscribers.forEach(Subscriber::close);
    service.close();
  }

  /** Connects, sends, and keeps the connection without reading from it. */
  private void connect(String request) throws IOException {
    SocketChannel client = SocketChannel.open();
    clients.add(client);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
    client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
  }

  private void expectThatItHears() {
    service.get("/livez").send().is(200);
    String id = service.publish("a", "1");
    for (Subscriber subscriber : subscribers) {
      assertThat(subscriber.nextEvent().id()).isEqualTo(id);
    }
  }

  @Test
  void thousandsThatAreShed_andKeepTheirSockets_keepNobodyOut() throws IOException {
    for (int i = 0; i < 3_000; i++) {
      connect(STREAM);
    }
    expectThatItHears();
  }

  static Stream<String> beginnings() {
    String post = "POST /topics/a/events HTTP/1.1\r\n" + HEAD + "Content-Type: text/plain\r\n";
    return Stream.of(
        "",
        "GET /topics/a/ev",
        "GET /topics/a HTTP/1.1\r\nHost: local",
        "GET /topics/a/events HTTP/1.1\r\n" + HEAD + "\r\n",
        STREAM.replace("GET", "HEAD"),
        "OPTIONS /topics/a/events HTTP/1.1\r\n" + HEAD + "\r\n",
        post + "Content-Length: 9\r\n\r\n",
        post + "Authorization: Bearer " + Service.KEY + "\r\nContent-Length: 9\r\n\r\n1");
  }

  /** Four times as many as there is room for, each silent behind what it has sent. */
  @ParameterizedTest
  @MethodSource("beginnings")
  void thoseThatFallSilent_keepNobodyOut(String beginning) throws IOException {
    for (int i = 0; i < 4 * CONNECTIONS; i++) {
      connect(beginning);
    }
    expectThatItHears();
    assertThat(metric("belfry.connections")).isLessThanOrEqualTo(CONNECTIONS);
    assertThat(metric("belfry.connections.max")).isEqualTo(CONNECTIONS);
    assertThat(metric("belfry.connections.closed")).isPositive();
  }

  private double metric(String name) {
    Answer metric = service.management("/actuator/metrics/" + name).send().is(200);
    return metric.json().path("measurements").path(0).path("value").asDouble();
  }
}
