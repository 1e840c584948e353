package dev.belfry.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Requests of which nothing is measured. */
final class Http implements AutoCloseable {

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  void post(int port, String path, String json) throws IOException {
    send(
        port,
        HttpRequest.newBuilder(uri(port, path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + Contender.KEY)
            .POST(BodyPublishers.ofString(json)));
  }

  String get(int port, String path) throws IOException {
    return send(port, HttpRequest.newBuilder(uri(port, path)));
  }

  @Override
  public void close() {
    client.close();
  }

  private String send(int port, HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> answer =
          client.send(request.timeout(ANSWERED_WITHIN).build(), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new BenchmarkException(
            answer.uri() + " answered " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (HttpTimeoutException e) {
      throw new BenchmarkException("port " + port + " does not answer", e);
    } catch (InterruptedException e) {
      throw new BenchmarkException("interrupted while asking port " + port, e);
    }
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
