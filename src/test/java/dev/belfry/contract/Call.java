package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request on its way, by a well-behaved client. */
final class Call {

  private static final int DEADLINE_SECONDS = 20;

  private final HttpClient client;
  private final String method;
  private final URI uri;
  private final List<String> headers = new ArrayList<>();
  private BodyPublisher body = BodyPublishers.noBody();

  Call(HttpClient client, String method, URI uri) {
    this.client = client;
    this.method = method;
    this.uri = uri;
  }

  Call header(String name, String value) {
    headers.add(name);
    headers.add(value);
    return this;
  }

  /** Shows the publisher's key. */
  Call key() {
    return header("Authorization", "Bearer " + Service.KEY);
  }

  Call accept(String mediaRanges) {
    return header("Accept", mediaRanges);
  }

  Call origin(String origin) {
    return header("Origin", origin);
  }

  Call json(String json) {
    return body("application/json", json);
  }

  Call text(String text) {
    return body("text/plain", text);
  }

  Call body(String contentType, String content) {
    return body(contentType, content.getBytes(StandardCharsets.UTF_8));
  }

  Call body(String contentType, byte[] content) {
    body = BodyPublishers.ofByteArray(content);
    return header("Content-Type", contentType);
  }

  /** A body without a type. */
  Call untyped(String content) {
    body = BodyPublishers.ofString(content);
    return this;
  }

  /** A body without {@code Content-Length}. */
  Call chunked(String contentType, byte[] content) {
    body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
    return header("Content-Type", contentType);
  }

  /** Sends and reads to the end. */
  Answer send() {
    HttpResponse<byte[]> response = exchange(BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), response.headers(), Answer.text(response.body()));
  }

  /** Sends, reads the head and hangs up: for what may be an endless stream. */
  Answer sendForHead() {
    HttpResponse<InputStream> response = exchange(BodyHandlers.ofInputStream());
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Answer(response.statusCode(), response.headers(), "");
  }

  /** Opens a stream and waits for its first block. */
  Subscriber open() {
    HttpResponse<InputStream> response =
        accept("text/event-stream").exchange(BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).as("%s", this).isEqualTo(200);
    Answer head = new Answer(response.statusCode(), response.headers(), "");
    assertThat(head.mediaType()).isEqualTo("text/event-stream");
    return new Subscriber(head, response.body());
  }

  private <T> HttpResponse<T> exchange(BodyHandler<T> handler) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, body);
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    var future = client.sendAsync(request.build(), handler);
    try {
      return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new AssertionError(this + " got no answer in " + DEADLINE_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new AssertionError(this + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(this + " was interrupted", e);
    }
  }

  @Override
  public String toString() {
    String path = uri.toString();
    return method + " " + (path.length() > 200 ? path.substring(0, 200) + "…" : path);
  }
}
