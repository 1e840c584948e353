package dev.belfry.wire;

import static dev.belfry.wire.RunningService.eventsOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ports;
import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.RawRequest;
import dev.belfry.testkit.Readme;
import dev.belfry.testkit.StreamClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams through the proxies that README names, configured as README says.
 *
 * <p>Needs Debian's nginx and HAProxy: {@code ./mvnw -Preal test -Dtest=ProxiesTest}.
 */
@Tag("real")
final class ProxiesTest {

  private static final String TOPIC = "posts";
  private static final int EVENTS = 9;

  private final RunningService service =
      RunningService.start("server.address=127.0.0.1", "server.forward-headers-strategy=native");

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void anEventComesAtOnce_throughNginx() throws IOException {
    try (ProxyProcess nginx = readmesNginx()) {
      assertEventsComeAsTheyArePublished(nginx);
    }
  }

  @Test
  void anEventComesAtOnce_throughAnotherNginxInFront() throws IOException {
    try (ProxyProcess inner = readmesNginx();
        ProxyProcess outer = plainNginx(inner.port())) {
      assertEventsComeAsTheyArePublished(outer);
    }
  }

  /** Side by side, since no time by itself says what is late. */
  @Test
  void anEventComesAtOnce_throughHaproxy() throws IOException {
    String readmes = Readme.block("haproxy");
    String defaults = Readme.with(readmes, "option http-no-delay", "");
    try (ProxyProcess advised = haproxy(readmes);
        ProxyProcess late = haproxy(defaults);
        StreamClient fast = open(advised);
        StreamClient slow = open(late)) {
      fast.first();
      slow.first();

      List<Duration> atOnce = new ArrayList<>();
      List<Duration> delayed = new ArrayList<>();
      for (int n = 0; n < EVENTS; n++) {
        atOnce.add(delay(fast, n));
        slow.events(1);
        delayed.add(delay(slow, EVENTS + n));
        fast.events(1);
      }

      assertThat(median(atOnce)).isLessThan(median(delayed).dividedBy(4));
    }
  }

  private Duration delay(StreamClient client, int number) {
    long published = System.nanoTime();
    service.publish(TOPIC, Integer.toString(number));
    assertThat(client.events(1).getFirst().requiredData()).isEqualTo(Integer.toString(number));
    return Duration.ofNanos(System.nanoTime() - published);
  }

  private static Duration median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private void assertEventsComeAsTheyArePublished(ProxyProcess proxy) {
    try (StreamClient client = open(proxy)) {
      client.first();
      for (int n = 0; n < EVENTS; n++) {
        service.publish(TOPIC, Integer.toString(n));
        assertThat(client.events(1).getFirst().requiredData()).isEqualTo(Integer.toString(n));
      }
    }
  }

  private static StreamClient open(ProxyProcess proxy) {
    return StreamClient.open(RawConnection.to(proxy.port()), RawRequest.stream(eventsOf(TOPIC)));
  }

  private ProxyProcess readmesNginx() throws IOException {
    int port = Ports.usual().free();
    String block = Readme.block("nginx");
    block = Readme.with(block, "listen 443 ssl http2;", "listen 127.0.0.1:" + port + ";");
    block = Readme.with(block, "ssl_certificate ", "# ");
    block = Readme.with(block, "ssl_certificate_key ", "# ");
    block = Readme.with(block, "127.0.0.1:8080", "127.0.0.1:" + service.port());
    return ProxyProcess.nginx(folder, port, block);
  }

  /** As it is without a setting. */
  private ProxyProcess plainNginx(int target) throws IOException {
    int port = Ports.usual().free();
    String block =
        "server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }"
            .formatted(port, target);
    return ProxyProcess.nginx(folder, port, block);
  }

  private ProxyProcess haproxy(String readmes) throws IOException {
    int port = Ports.usual().free();
    String block =
        Readme.with(
            readmes,
            "bind :443 ssl crt /etc/ssl/example.pem alpn h2,http/1.1",
            "bind 127.0.0.1:" + port);
    block = Readme.with(block, "127.0.0.1:8080", "127.0.0.1:" + service.port());
    return ProxyProcess.haproxy(folder, port, block);
  }
}
