import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pushpin asks about each request: a stream is to be held open on the topic's channel, and a
 * post goes to pushpin's own control endpoint as one block of an event stream.
 *
 * <p>{@code java Backend.java ADDRESS PORT CONTROL_URL}
 */
final class Backend {

  private static final Pattern PATH =
      Pattern.compile("(?:/topics/([A-Za-z0-9._-]+)/events|/pub/([A-Za-z0-9._-]+))");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI control;

  private Backend(URI control) {
    this.control = control;
  }

  public static void main(String[] arguments) throws IOException {
    var address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    var server = HttpServer.create(address, 4096);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", new Backend(URI.create(arguments[2]))::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      String method = exchange.getRequestMethod();
      if (!path.matches()) {
        exchange.sendResponseHeaders(404, -1);
      } else if (method.equals("GET") && path.group(1) != null) {
        hold(exchange, path.group(1));
      } else if (method.equals("POST") && path.group(2) != null) {
        exchange.sendResponseHeaders(publish(path.group(2), body), -1);
      } else {
        exchange.sendResponseHeaders(405, -1);
      }
    }
  }

  private static void hold(HttpExchange exchange, String topic) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/event-stream");
    headers.set("Grip-Hold", "stream");
    headers.set("Grip-Channel", topic);
    exchange.sendResponseHeaders(200, -1);
  }

  private int publish(String topic, byte[] data) throws IOException {
    for (byte b : data) {
      if (b == '\n' || b == '\r') {
        return 400;
      }
    }
    var block = new ByteArrayOutputStream();
    block.writeBytes("data: ".getBytes(US_ASCII));
    block.writeBytes(data);
    block.writeBytes("\n\n".getBytes(US_ASCII));
    // in Base64, so that nothing has to be escaped
    String item =
        """
        {"items":[{"channel":"%s","formats":{"http-stream":{"content-bin":"%s"}}}]}"""
            .formatted(topic, Base64.getEncoder().encodeToString(block.toByteArray()));
    try {
      return client
          .send(
              HttpRequest.newBuilder(control)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(item))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 503;
    }
  }
}
