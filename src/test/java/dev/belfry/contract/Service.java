package dev.belfry.contract;

import dev.belfry.BelfryApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A started service on ports of its own choice, and the ways to address it: well-behaved requests,
 * whose every answer can be looked at.
 *
 * <p>It runs in this JVM, unlike the test kit's {@code ServiceProcess}: it starts in a fraction of
 * the time, a test may hurt its beans, and nothing can kill it.
 */
final class Service implements AutoCloseable {

  /** The key that {@link #start} configures and {@link Call#key} shows. */
  static final String KEY = "secret";

  private final ConfigurableApplicationContext context;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final AtomicInteger topics = new AtomicInteger();

  private Service(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** With a publisher's key, and what is given besides. */
  static Service start(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--belfry.publish.key=" + KEY));
    arguments.addAll(List.of(more));
    return startWithoutKey(arguments.toArray(String[]::new));
  }

  /** With one of the stores, which may use a directory, and what is given besides. */
  static Service startWithStore(String store, Path directory, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--belfry.store=" + store, "--belfry.file.directory=" + directory.resolve(store)));
    arguments.addAll(List.of(more));
    return start(arguments.toArray(String[]::new));
  }

  /** With nothing configured but the ports, and what is given besides. */
  static Service startWithoutKey(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--server.port=0", "--management.server.port=0"));
    arguments.addAll(List.of(more));
    return new Service(
        new SpringApplicationBuilder(BelfryApplication.class)
            .run(arguments.toArray(String[]::new)));
  }

  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  int managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
  }

  /** This service's own origin, which is no foreign one. */
  String origin() {
    return "http://127.0.0.1:" + port();
  }

  /** A topic that no other test of this service uses. */
  String topic() {
    return "topic-" + topics.incrementAndGet();
  }

  Call get(String path) {
    return call("GET", path);
  }

  Call head(String path) {
    return call("HEAD", path);
  }

  Call post(String path) {
    return call("POST", path);
  }

  Call call(String method, String path) {
    return new Call(client, method, URI.create(origin() + path));
  }

  /** A request to the port for operators. */
  Call management(String path) {
    return new Call(client, "GET", URI.create("http://127.0.0.1:" + managementPort() + path));
  }

  /** Publishes one JSON value; answers the id it got. */
  String publish(String topic, String json) {
    return post(events(topic)).key().json(json).send().is(201).id();
  }

  /** Publishes one text; answers the id it got. */
  String publishText(String topic, String text) {
    return post(events(topic)).key().text(text).send().is(201).id();
  }

  /** Publishes a batch; answers the ids it got, in order. */
  List<String> publishBatch(String json) {
    return post("/events").key().json(json).send().is(201).ids();
  }

  /** What history shows of a topic, with {@code query} appended ({@code ""} or {@code "?…"}). */
  Answer history(String topic, String query) {
    return get(events(topic) + query).accept("application/json").send().is(200);
  }

  /** Opens a stream of one topic, live only, and waits for its first block. */
  Subscriber subscribe(String topic) {
    return get(events(topic)).open();
  }

  /** The path that the Location of an answer means, as a client resolves it. */
  static String location(String requested, Answer answer) {
    return URI.create(requested).resolve(answer.header("Location")).toString();
  }

  static String events(String topic) {
    return "/topics/" + topic + "/events";
  }

  /** A part of the service, to be hurt. */
  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    client.shutdownNow();
    context.close();
  }
}
