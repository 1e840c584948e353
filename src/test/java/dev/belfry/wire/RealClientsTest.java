package dev.belfry.wire;

import static dev.belfry.wire.RunningService.encoded;
import static dev.belfry.wire.RunningService.eventsOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.sun.net.httpserver.HttpServer;
import dev.belfry.testkit.EventBlock;
import dev.belfry.testkit.StrictEventStreamParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real text, this project's own history among it, through the clients that people use: nothing
 * lost, nothing twice, nothing out of order, not a byte changed.
 *
 * <p>Needs git, curl and Debian's Chromium: {@code ./mvnw -Preal test -Dtest=RealClientsTest}.
 */
@Tag("real")
final class RealClientsTest {
  private static final Duration ALL_WITHIN = Duration.ofSeconds(60);
  private static final String TOPIC = "commits";

  /** Where connections through the proxies are cut: early, and again later. */
  private static final List<Integer> CUTS = List.of(10_007, 100_003);

  private static final String PAGE =
      """
      <!doctype html>
      <meta charset="utf-8">
      <title>Reader</title>
      <script>
        window.received = [];
        window.errors = 0;
        const source = new EventSource(new URLSearchParams(location.search).get("stream"));
        source.onmessage = event => received.push(event.data);
        source.addEventListener("stream.gap", event => received.push("gap " + event.data));
        source.onerror = () => errors++;
      </script>
      """;

  @ParameterizedTest
  @ValueSource(strings = {"socket", "emitter"})
  void realText_reachesEveryClientUnchanged(String transport, @TempDir Path profile)
      throws Exception {
    List<String> posts = RealText.posts();
    HttpServer site = site();
    String origin = "http://localhost:" + site.getAddress().getPort();
    ExecutorService executor = Executors.newCachedThreadPool();
    try (RunningService service =
            RunningService.start(
                "belfry.streams.transport=" + transport, "belfry.cors.allowed-origins=" + origin);
        CuttingProxy beforeJdk = new CuttingProxy(service.port(), CUTS);
        CuttingProxy beforeOkHttp = new CuttingProxy(service.port(), CUTS);
        Chromium chromium = Chromium.open(profile);
        Curl curl = Curl.open(service.uri(eventsOf(TOPIC)));
        EventSource okHttp = okHttp(beforeOkHttp.port())) {
      Future<List<String>> byJdk =
          executor.submit(() -> readWithJdk(beforeJdk.port(), posts.size()));
      Future<List<String>> byOkHttp = executor.submit(() -> read(okHttp, posts.size()));
      Future<List<String>> byCurl = executor.submit(() -> curl.read(posts.size()));
      chromium
          .driver()
          .get(origin + "/?stream=" + encoded(service.uri(eventsOf(TOPIC)).toString()));
      service.awaitSubscribers(TOPIC, 4);

      for (String post : posts) {
        service.publish(TOPIC, post);
      }

      assertSame("curl", byCurl.get(ALL_WITHIN.toSeconds(), SECONDS), posts);
      assertSame("JDK", byJdk.get(ALL_WITHIN.toSeconds(), SECONDS), posts);
      assertSame("okhttp-eventsource", byOkHttp.get(ALL_WITHIN.toSeconds(), SECONDS), posts);
      assertSame("Chromium", chromium.received(posts.size()), posts);
      assertThat(chromium.driver().executeScript("return errors")).isEqualTo(0L);
      assertThat(beforeJdk.cutOff()).isEqualTo(CUTS.size());
      assertThat(beforeOkHttp.cutOff()).isEqualTo(CUTS.size());
    } finally {
      executor.shutdownNow();
      site.stop(0);
    }
  }

  @Test
  void chromiumCutOff_comesBackAndMissesNothing(@TempDir Path profile) throws Exception {
    List<String> posts = RealText.posts();
    HttpServer site = site();
    String origin = "http://localhost:" + site.getAddress().getPort();
    try (RunningService service = RunningService.start("belfry.cors.allowed-origins=" + origin);
        // the first is lost before the page has seen an event: only the first block's id helps
        CuttingProxy proxy = new CuttingProxy(service.port(), List.of(1500, 100_003));
        Chromium chromium = Chromium.open(profile)) {
      chromium
          .driver()
          .get(
              origin + "/?stream=" + encoded("http://localhost:" + proxy.port() + eventsOf(TOPIC)));
      service.awaitSubscribers(TOPIC, 1);
      service.publish(TOPIC, "\"" + "x".repeat(5000) + "\"");
      for (String post : posts) {
        service.publish(TOPIC, post);
      }

      List<String> received = chromium.received(posts.size() + 1);
      assertThat(received.getFirst()).hasSize(5002);
      assertSame("Chromium", received.subList(1, received.size()), posts);
      assertThat(proxy.cutOff()).isEqualTo(2);
    } finally {
      site.stop(0);
    }
  }

  /** Names the first difference, for the lists are long. */
  private static void assertSame(String client, List<String> received, List<String> posts) {
    for (int i = 0; i < Math.min(received.size(), posts.size()); i++) {
      assertThat(received.get(i)).as("%s, event %d", client, i).isEqualTo(posts.get(i));
    }
    assertThat(received).as(client).hasSameSizeAs(posts);
  }

  // -- the JDK's client, with the strict parser --

  /** Reads on through every lost connection, as a careful client does. */
  private static List<String> readWithJdk(int port, int count) throws Exception {
    List<String> received = new ArrayList<>();
    @Nullable String lastId = null;
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      while (received.size() < count) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + eventsOf(TOPIC)))
                .header("Accept", "text/event-stream");
        if (lastId != null) {
          request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response =
            client.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        try (InputStream body = response.body()) {
          var parser = new StrictEventStreamParser();
          byte[] buffer = new byte[4096];
          for (int read = body.read(buffer);
              read >= 0 && received.size() < count;
              read = received.size() < count ? body.read(buffer) : -1) {
            for (EventBlock block : parser.feed(buffer, 0, read)) {
              lastId = block.id() == null ? lastId : block.id();
              if (block.isEvent()) {
                assertThat(block.isFromService()).as(block.raw()).isFalse();
                received.add(block.requiredData());
              }
            }
          }
        } catch (IOException e) {
          // cut off: what was half said comes again
        }
      }
      client.shutdownNow();
    }
    return received;
  }

  // -- okhttp-eventsource --

  private static EventSource okHttp(int port) {
    return new EventSource.Builder(
            ConnectStrategy.http(URI.create("http://localhost:" + port + eventsOf(TOPIC)))
                .header("Accept", "text/event-stream"))
        .errorStrategy(ErrorStrategy.alwaysContinue())
        .build();
  }

  private static List<String> read(EventSource source, int count) throws Exception {
    List<String> received = new ArrayList<>();
    while (received.size() < count) {
      MessageEvent message = source.readMessage();
      received.add(
          message.getEventName().equals("message")
              ? message.getData()
              : message.getEventName() + " " + message.getData());
    }
    return received;
  }

  // -- curl --

  /** A {@code curl -N}. */
  private record Curl(Process process) implements AutoCloseable {
    static Curl open(URI uri) {
      try {
        return new Curl(
            new ProcessBuilder(
                    "curl",
                    "--disable",
                    "--noproxy",
                    "*",
                    "--silent",
                    "--show-error",
                    "--fail",
                    "-N",
                    "-H",
                    "Accept: text/event-stream",
                    uri.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
      } catch (IOException e) {
        return fail("this test needs curl", e);
      }
    }

    List<String> read(int count) throws IOException {
      List<String> received = new ArrayList<>();
      var parser = new StrictEventStreamParser();
      byte[] buffer = new byte[4096];
      InputStream output = process.getInputStream();
      while (received.size() < count) {
        int read = output.read(buffer);
        assertThat(read).as("curl has ended after %d events", received.size()).isPositive();
        for (EventBlock block : parser.feed(buffer, 0, read)) {
          if (block.isEvent()) {
            assertThat(block.isFromService()).as(block.raw()).isFalse();
            received.add(block.requiredData());
          }
        }
      }
      return received;
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  // -- Chromium --

  /** The page that listens, on an origin of its own. */
  private static HttpServer site() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = PAGE.getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    return server;
  }
}
