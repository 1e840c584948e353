package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ports;
import dev.belfry.testkit.ServiceProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More than fits into a small heap is posted: old events leave, and the service stays. */
final class SmallHeapTest {

  private static final int POSTS = 5_000;
  private static final int BYTES = 60_000;
  private static final int PUBLISHERS = 4;
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  private final int port = Ports.usual().free();
  private final HttpClient client = HttpClient.newHttpClient();

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void moreThanFits_isPosted_andOldEventsLeave(String store, @TempDir Path folder)
      throws Exception {
    // this variable has the last word, also over the options of the command
    List<String> small = List.of("env", "_JAVA_OPTIONS=-Xmx96m");
    try (ServiceProcess service =
            ServiceProcess.startBy(
                small,
                port,
                folder,
                "--belfry.store=" + store,
                "--belfry.file.directory=" + folder.resolve("store"));
        ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS)) {
      List<Future<Void>> publishers = new ArrayList<>();
      for (int i = 0; i < PUBLISHERS; i++) {
        publishers.add(threads.submit(this::publish));
      }
      for (Future<Void> publisher : publishers) {
        publisher.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      }
      assertThat(get("/livez").statusCode()).isEqualTo(200);
      String oldest = get("/topics/large/events?limit=1").body();
      int position =
          Integer.parseInt(oldest.replaceAll("(?s).*?\"id\":\"[^\"-]+-(\\d+)\".*", "$1"));
      // a quarter of the heap has room for some 400 of them
      assertThat(position).isBetween(POSTS - 450, POSTS - 350);
      service.terminate();
      assertThat(service.exitCode(DEADLINE.toMillis())).isZero();
      assertThat(service.log()).doesNotContain("OutOfMemoryError");
    }
  }

  private Void publish() throws Exception {
    String text = "x".repeat(BYTES);
    HttpRequest post =
        HttpRequest.newBuilder(uri("/topics/large/events"))
            .timeout(DEADLINE)
            .header("Authorization", "Bearer secret")
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(text))
            .build();
    for (int i = 0; i < POSTS / PUBLISHERS; i++) {
      HttpResponse<String> answer = client.send(post, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
    return null;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).timeout(DEADLINE).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
