package dev.belfry.wire;

import static dev.belfry.wire.RunningService.JSON;
import static dev.belfry.wire.RunningService.eventsOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients in JavaScript that are not the browser's own {@code EventSource}: what they read, and
 * what they read again after their connection was cut.
 *
 * <p>Needs Node.js, npm and Debian's Chromium: {@code ./mvnw -Preal test -Dtest=JsClientsTest}.
 */
@Tag("real")
final class JsClientsTest {

  private static final Path SOURCES = Path.of("src/test/js");
  private static final String TOPIC = "posts";
  private static final Duration ALL_WITHIN = Duration.ofSeconds(60);

  /** Where connections through the proxy are cut: early, and again later. */
  private static final List<Integer> CUTS = List.of(10_007, 100_003);

  @TempDir private static Path modules;

  @BeforeAll
  static void install() throws Exception {
    for (String file : List.of("package.json", "package-lock.json", "read.mjs")) {
      Files.copy(SOURCES.resolve(file), modules.resolve(file));
    }
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(modules.toFile())
            .redirectErrorStream(true)
            .start();
    npm.getOutputStream().close();
    String said = new String(npm.getInputStream().readAllBytes(), UTF_8);
    assertThat(npm.waitFor()).as(said).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventsource", "eventsource-client", "launchdarkly-eventsource"})
  void clientsForNode_missNothing(String client) throws Exception {
    List<String> posts = RealText.posts();
    try (RunningService service = RunningService.start();
        CuttingProxy proxy = new CuttingProxy(service.port(), CUTS)) {
      Process node =
          new ProcessBuilder(
                  "node",
                  "read.mjs",
                  client,
                  "http://localhost:" + proxy.port() + eventsOf(TOPIC),
                  Integer.toString(posts.size()))
              .directory(modules.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        CompletableFuture<List<String>> received = linesOf(node);
        service.awaitSubscribers(TOPIC, 1);

        for (String post : posts) {
          service.publish(TOPIC, post);
        }

        assertSame(received.get(ALL_WITHIN.toSeconds(), SECONDS), posts);
        assertThat(proxy.cutOff()).isEqualTo(CUTS.size());
      } finally {
        node.destroyForcibly();
      }
    }
  }

  /** Names the first difference, for the lists are long. */
  private static void assertSame(List<String> received, List<String> posts) {
    for (int i = 0; i < Math.min(received.size(), posts.size()); i++) {
      assertThat(received.get(i)).as("event %d", i).isEqualTo(posts.get(i));
    }
    assertThat(received).hasSameSizeAs(posts);
  }

  private static CompletableFuture<List<String>> linesOf(Process node) {
    return CompletableFuture.supplyAsync(() -> {
      BufferedReader lines = node.inputReader(UTF_8);
      return lines.lines().map(line -> JSON.readTree(line).stringValue()).toList();
    });
  }

  /**
   * Its connection is not cut here: it remembers an id before the event is complete, so that an
   * event that is cut in the middle is lost to it, whatever the service does.
   */
  @Test
  void fetchEventSource_missesNothing_withoutCheckpoints(@TempDir Path profile) throws Exception {
    assertMissesNothing(
        """
        import {fetchEventSource} from '/node_modules/@microsoft/fetch-event-source/lib/esm/index.js';
        fetchEventSource(stream, {
          openWhenHidden: true,
          onmessage(event) { JSON.parse(event.data); received.push(event.data); },
          onerror() { errors++; }
        });
        """,
        List.of(),
        profile);
  }

  @Test
  void sseJs_missesNothing_withoutCheckpoints(@TempDir Path profile) throws Exception {
    assertMissesNothing(
        """
        import {SSE} from '/node_modules/sse.js/lib/sse.js';
        const source = new SSE(stream, {autoReconnect: true, headers: {Accept: 'text/event-stream'}});
        source.onmessage = (event) => { JSON.parse(event.data); received.push(event.data); };
        source.onerror = () => errors++;
        """,
        CUTS,
        profile);
  }

  /** Nothing but the cuts goes wrong: no message without data, no other retries. */
  private static void assertMissesNothing(String script, List<Integer> cuts, Path profile)
      throws Exception {
    List<String> posts = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      posts.add("{\"n\":" + n + ",\"text\":\"" + "x".repeat(1000) + "\"}");
    }
    HttpServer site = site(script);
    String origin = "http://localhost:" + site.getAddress().getPort();
    try (RunningService service = RunningService.start("belfry.cors.allowed-origins=" + origin);
        CuttingProxy proxy = new CuttingProxy(service.port(), cuts);
        Chromium chromium = Chromium.open(profile)) {
      String stream = "http://localhost:" + proxy.port() + eventsOf(TOPIC) + "?checkpoints=false";
      chromium.driver().get(origin + "/?stream=" + RunningService.encoded(stream));
      service.awaitSubscribers(TOPIC, 1);
      service.publish(TOPIC, posts.getFirst());
      assertThat(chromium.received(1)).isEqualTo(posts.subList(0, 1));

      for (String post : posts.subList(1, posts.size())) {
        service.publish(TOPIC, post);
      }

      assertThat(chromium.received(posts.size())).isEqualTo(posts);
      assertThat(proxy.cutOff()).isEqualTo(cuts.size());
      assertThat(chromium.driver().executeScript("return errors")).isEqualTo((long) cuts.size());
    } finally {
      site.stop(0);
    }
  }

  private static HttpServer site(String script) throws IOException {
    String page =
        """
        <!doctype html>
        <meta charset="utf-8">
        <title>Reader</title>
        <script>
          window.received = [];
          window.errors = 0;
          window.stream = new URLSearchParams(location.search).get('stream');
        </script>
        <script type="module">
        %s
        </script>
        """
            .formatted(script);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/", exchange -> answer(exchange, "text/html; charset=utf-8", page.getBytes(UTF_8)));
    server.createContext("/node_modules/", JsClientsTest::module);
    server.start();
    return server;
  }

  /** Modules that were written for a bundler leave the end of a file's name out. */
  private static void module(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    Path file = modules.resolve(path.endsWith(".js") ? path : path + ".js");
    answer(exchange, "text/javascript; charset=utf-8", Files.readAllBytes(file));
  }

  private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
