package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.BelfryApplication;
import dev.belfry.testkit.Ids;
import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.RawRequest;
import dev.belfry.testkit.StreamClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A started service on ports of its own, and what a publisher and an operator do with it, in as few
 * words as possible: the tests that use it are about the streams.
 *
 * <p>It runs in this JVM, unlike the test kit's {@code ServiceProcess}, which is for what has to be
 * killed, traced or measured alone.
 */
final class RunningService implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

  private final ConfigurableApplicationContext context;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningService(ConfigurableApplicationContext context) {
    this.context = context;
    this.port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /**
   * @param properties like {@code belfry.streams.heartbeat=1s}
   */
  static RunningService start(String... properties) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.port=0");
    arguments.add("--management.server.port=0");
    arguments.add("--belfry.publish.key=secret");
    for (String property : properties) {
      arguments.add("--" + property);
    }
    return new RunningService(
        new SpringApplicationBuilder(BelfryApplication.class)
            .run(arguments.toArray(String[]::new)));
  }

  int port() {
    return port;
  }

  URI uri(String target) {
    return URI.create("http://localhost:" + port + target);
  }

  StreamClient subscribe(RawRequest request) {
    return StreamClient.open(RawConnection.to(port), request);
  }

  /** As an {@code EventSource} does on this path. */
  StreamClient subscribe(String target) {
    return subscribe(RawRequest.stream(target));
  }

  /** An accepted event as its publisher knows it. */
  record Published(String id, String topic, String publishedAt) {
    long position() {
      return Ids.position(id);
    }

    private static Published of(JsonNode event) {
      return new Published(
          event.get("id").stringValue(),
          event.get("topic").stringValue(),
          event.get("publishedAt").stringValue());
    }
  }

  Published publish(String topic, String json) {
    return published(post(eventsOf(topic), "application/json", json));
  }

  Published publishText(String topic, String text) {
    return published(post(eventsOf(topic), "text/plain;charset=UTF-8", text));
  }

  /** With the query of the POST, such as {@code retain=false}. */
  Published publish(String topic, String query, String json) {
    return published(post(eventsOf(topic) + "?" + query, "application/json", json));
  }

  /** Publishes 0, 1, 2 … as the events' data. */
  List<Published> publishNumbers(String topic, int count) {
    List<Published> events = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      events.add(publish(topic, Integer.toString(n)));
    }
    return events;
  }

  List<Published> publishBatch(String body) {
    HttpResponse<String> response = post("/events", "application/json", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    List<Published> events = new ArrayList<>();
    JSON.readTree(response.body()).get("events").forEach(event -> events.add(Published.of(event)));
    return events;
  }

  private static Published published(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return Published.of(JSON.readTree(response.body()));
  }

  HttpResponse<String> post(String target, String contentType, String body) {
    return send(
        request(target)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  JsonNode get(String target) {
    HttpResponse<String> response =
        send(request(target).header("Accept", "application/json").GET());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** What {@code GET /topics/…} tells. */
  JsonNode look(String topic) {
    return get("/topics/" + topic);
  }

  int subscribers(String topic) {
    return look(topic).get("subscribers").intValue();
  }

  String cursor(String topic) {
    return look(topic).get("cursor").stringValue();
  }

  void awaitSubscribers(String topic, int count) {
    awaitSubscribers(topic, count, StreamClient.PATIENCE);
  }

  void awaitSubscribers(String topic, int count, Duration atMost) {
    await("subscribers of " + topic)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(atMost)
        .untilAsserted(() -> assertThat(subscribers(topic)).isEqualTo(count));
  }

  static String eventsOf(String topic) {
    return "/topics/" + topic + "/events";
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(uri(target))
        .timeout(ANSWERED_WITHIN)
        .header("Authorization", "Bearer secret");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops the service as SIGTERM does. */
  void stop() {
    context.close();
  }

  @Override
  public void close() {
    stop();
    client.shutdownNow();
  }
}
