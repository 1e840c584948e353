package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that name another host: rebound names in the profile dev, proxies elsewhere. */
final class ForeignHostTest {

  private static Service dev;
  private static Service ordinary;

  @BeforeAll
  static void start() {
    dev = Service.startWithoutKey("--spring.profiles.active=dev");
    ordinary = Service.start();
  }

  @AfterAll
  static void stop() {
    dev.close();
    ordinary.close();
  }

  private static Answer send(Service service, String requestLine, String... headers)
      throws IOException {
    try (Wire wire = new Wire(service)) {
      return send(wire, requestLine, headers);
    }
  }

  private static Answer send(Wire wire, String requestLine, String... headers) throws IOException {
    return wire.send(
            requestLine
                + "\r\n"
                + String.join("\r\n", headers)
                + (headers.length > 0 ? "\r\n" : "")
                + "Connection: close\r\n\r\n")
        .read();
  }

  private static Answer post(Service service, String... headers) throws IOException {
    return postTo("t", service, headers);
  }

  private static Answer postTo(String topic, Service service, String... headers)
      throws IOException {
    try (Wire wire = new Wire(service)) {
      return wire.send(
              "POST %s HTTP/1.1\r\n%s\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n1"
                  .formatted(Service.events(topic), String.join("\r\n", headers)))
          .read();
    }
  }

  @Test
  void reboundName_cannotPublish() throws IOException {
    postTo("rebound", dev, "Host: evil.example:8080", "Origin: http://evil.example:8080")
        .isProblem(421, "misdirected");
    assertThat(dev.history("rebound", "").events()).isEmpty();
  }

  @Test
  void proxysHeaders_doNotHelpAReboundName() throws IOException {
    try (Service behindAProxy =
        Service.startWithoutKey(
            "--spring.profiles.active=dev", "--server.forward-headers-strategy=framework")) {
      post(behindAProxy, "Host: evil.example", "X-Forwarded-Host: localhost")
          .isProblem(421, "misdirected");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "192.168.1.5:8080",
        "0.0.0.0",
        "localhost.evil.example",
        "[::2]:8080"
      })
  void otherHost_isRefusedWithTheReason(String host) throws IOException {
    Answer answer =
        send(dev, "GET /topics/t HTTP/1.1", "Host: " + host).isProblem(421, "misdirected");
    assertThat(answer.json().path("detail").asString())
        .contains(host, "localhost", "without the profile dev");
    send(dev, "GET http://" + host + "/ HTTP/1.1", "Host: " + host).isProblem(421, "misdirected");
    send(dev, "GET http://" + host + "/ HTTP/1.0").isProblem(421, "misdirected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:1",
        "app.localhost:8080",
        "127.0.0.1",
        "127.9.9.9:80",
        "[::1]:8080"
      })
  void thisMachine_isAnswered(String host) throws IOException {
    send(dev, "GET /topics/t HTTP/1.1", "Host: " + host).is(200);
    send(dev, "GET http://" + host + "/topics/t HTTP/1.1", "Host: " + host).is(200);
    send(dev, "GET http://" + host + "/topics/t HTTP/1.0").is(200);
    // the service's own page, by whichever of these names it was opened
    post(dev, "Host: " + host, "Origin: http://" + host).is(201);
  }

  @Test
  void noHost_isNoBrowser() throws IOException {
    send(dev, "GET /topics/t HTTP/1.0").is(200);
  }

  @Test
  void refusal_isReadableForAPageThatMayReadIt() throws IOException {
    Answer answer =
        send(
            dev,
            "GET /topics/t HTTP/1.1",
            "Host: belfry.example:8080",
            "Origin: http://localhost:3000");
    answer.isProblem(421, "misdirected");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
  }

  @Test
  void otherProfile_answersToEveryName() throws IOException {
    send(ordinary, "GET /topics/t HTTP/1.1", "Host: belfry.example").is(200);
  }

  @Test
  void portForOperators_answersToThisMachineOnly() throws IOException {
    for (Service service : new Service[] {dev, ordinary}) {
      try (Wire wire = Wire.toManagement(service)) {
        send(wire, "GET /actuator/metrics HTTP/1.1", "Host: evil.example:8081")
            .isProblem(421, "misdirected");
      }
      try (Wire wire = Wire.toManagement(service)) {
        send(wire, "GET /actuator/metrics HTTP/1.1", "Host: localhost:8081").is(200);
      }
    }
  }

  @Test
  void portForOperatorsOnOtherAddresses_answersToEveryName() throws IOException {
    try (Service service = Service.start("--management.server.address=0.0.0.0");
        Wire wire = Wire.toManagement(service)) {
      send(wire, "GET /actuator/metrics HTTP/1.1", "Host: node-1.example:8081").is(200);
    }
  }

  /** A proxy that passes its own name for the service on. */
  @Test
  void postThroughAProxy_namesBothOriginsAndTheKey() throws IOException {
    Answer answer =
        post(
            ordinary,
            "Host: 10.0.0.5:8080",
            "Origin: https://www.example.org",
            "Authorization: Bearer " + Service.KEY);
    answer.isProblem(403, "origin-not-allowed");
    assertThat(answer.json().path("detail").asString())
        .contains("https://www.example.org")
        .contains("http://10.0.0.5:8080")
        .contains("server.forward-headers-strategy")
        .contains("belfry.cors.allowed-origins");
  }

  @Test
  void postThroughAProxyThatEndsTls_namesBothSchemes() throws IOException {
    Answer answer =
        post(ordinary, "Host: www.example.org", "Origin: https://www.example.org").is(403);
    assertThat(answer.json().path("detail").asString())
        .contains("https://www.example.org", "http://www.example.org");
  }
}
