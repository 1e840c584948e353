package dev.belfry.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A service that a proxy shows below a path, of which the service knows nothing. */
final class PathPrefixTest {

  private static final String PREFIX = "/news/live";
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

  /** The headers that this proxy passes on. */
  private static final List<String> REQUEST_HEADERS = List.of("Authorization", "Content-Type");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static Service service;
  private static HttpServer proxy;

  @BeforeAll
  static void start() throws IOException {
    service = Service.start("--spring.profiles.active=dev", "--server.address=127.0.0.1");
    proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(PREFIX, PathPrefixTest::pass);
    proxy.start();
  }

  @AfterAll
  static void stop() {
    proxy.stop(0);
    service.close();
    CLIENT.close();
  }

  private static void pass(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestURI().toString().substring(PREFIX.length());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.origin() + target))
            .timeout(DEADLINE)
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    for (String name : REQUEST_HEADERS) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    try (exchange) {
      HttpResponse<byte[]> answer =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("Location")
          .ifPresent(location -> exchange.getResponseHeaders().set("Location", location));
      exchange.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static URI outside(String path) {
    return URI.create("http://127.0.0.1:" + proxy.getAddress().getPort() + PREFIX + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(
        request.timeout(DEADLINE).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  @Test
  void location_leadsToTheEvent() throws Exception {
    URI events = outside("/topics/a/events");
    HttpResponse<String> posted =
        send(
            HttpRequest.newBuilder(events)
                .header("Authorization", "Bearer " + Service.KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("1")));
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
    URI location = events.resolve(posted.headers().firstValue("Location").orElseThrow());

    HttpResponse<String> event = send(HttpRequest.newBuilder(location));
    assertThat(event.statusCode()).as("%s", location).isEqualTo(200);
    assertThat(Answer.parse(event.body()).path("id"))
        .isEqualTo(Answer.parse(posted.body()).path("id"));
  }

  @Test
  void consolePage_linksOnlyToWhatIsBelowThePrefix() throws Exception {
    URI page = outside("/");
    HttpResponse<String> html = send(HttpRequest.newBuilder(page));
    assertThat(html.statusCode()).isEqualTo(200);
    List<String> links = LINK.matcher(html.body()).results().map(found -> found.group(1)).toList();
    assertThat(links).isNotEmpty();
    for (String link : links) {
      assertThat(send(HttpRequest.newBuilder(page.resolve(link))).statusCode())
          .as(link)
          .isEqualTo(200);
    }
  }
}
