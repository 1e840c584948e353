package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * One lane of a phase: publishes its share of the posts by schedule over one connection that is
 * kept alive, each post after the answer to the one before. If answers are slow it falls behind,
 * says by how much, and does not leave posts out.
 */
final class Publisher implements Runnable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private static final long LOOK_AGAIN_NANOS = 20_000;

  private final PublishOrder order;
  private final Posts posts;
  private final int port;
  private final int lane;
  private final IntSupplier delivered;
  private final byte[][] heads;
  private final Body[] bodies;
  private final Histogram answers = new Histogram();
  private final Histogram lateness = new Histogram();
  private final byte[] answer = new byte[65_536];
  private Socket socket;

  // the histograms may be read once this is set
  private volatile boolean done;
  private volatile String failure;

  Publisher(PublishOrder order, int port, int lane, IntSupplier delivered) {
    this.order = order;
    this.posts = order.posts();
    this.port = port;
    this.lane = lane;
    this.delivered = delivered;
    this.heads = new byte[order.topics()][];
    this.bodies = new Body[order.topics()];
    for (int i = 0; i < heads.length; i++) {
      bodies[i] = Topic.body(order.session(), order.phase(), i, posts.size());
      String topic = Topic.name(order.session(), i);
      heads[i] = head(port, order.key(), order.path().replace("{topic}", topic), posts.size());
    }
  }

  /** Returns the head of a post whose body is this long. */
  static byte[] head(int port, String key, String path, int length) {
    return """
    POST %s HTTP/1.1
    Host: 127.0.0.1:%d
    Authorization: Bearer %s
    Content-Type: application/json
    Content-Length: %d

    """
        .formatted(path, port, key, length)
        .replace("\n", "\r\n")
        .getBytes(US_ASCII);
  }

  @Override
  public void run() {
    try {
      publishAll();
    } catch (IOException | RuntimeException e) {
      failure = "publishing failed: " + e;
    } finally {
      close();
      done = true;
    }
  }

  boolean isDone() {
    return done;
  }

  /** Returns what went wrong, null if nothing did. */
  String failure() {
    return failure;
  }

  /** Time from a post's first byte sent to the last byte of its answer. */
  Histogram answers() {
    return answers;
  }

  /** How long after its time on the schedule each post was sent. */
  Histogram lateness() {
    return lateness;
  }

  private void publishAll() throws IOException {
    double interval = posts.rate() == 0 ? 0 : 1e9 / posts.rate();
    byte[] request = new byte[heads[heads.length - 1].length + 64 + posts.size()];
    long start = System.nanoTime();
    for (int i = 0; i < posts.count(); i++) {
      int topic = i % heads.length;
      int sequence = i / heads.length;
      if ((heads.length > 1 ? topic : sequence) % posts.lanes() != lane) {
        continue;
      }
      long due = start + (long) (i * interval);
      awaitTurn(i, due);
      byte[] head = heads[topic];
      System.arraycopy(head, 0, request, 0, head.length);
      if (socket == null) {
        connect();
      }
      long sent = System.nanoTime();
      bodies[topic].write(request, head.length, sequence, sent - order.epoch());
      socket.getOutputStream().write(request, 0, head.length + bodies[topic].length());
      readAnswer();
      answers.record(System.nanoTime() - sent);
      if (interval > 0) {
        lateness.record(sent - due);
      }
    }
  }

  private void awaitTurn(int post, long due) throws IOException {
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
    long end = System.nanoTime() + Duration.ofMillis(TIMEOUT_MILLIS).toNanos();
    while (posts.ahead() > 0 && post - delivered.getAsInt() >= posts.ahead()) {
      if (System.nanoTime() > end) {
        throw new IOException("post " + (post - posts.ahead()) + " is not delivered to all");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private void connect() throws IOException {
    socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  private void readAnswer() throws IOException {
    InputStream in = socket.getInputStream();
    int length = 0;
    int bodyStart = 0;
    String head = "";
    while (true) {
      int n = in.read(answer, length, answer.length - length);
      if (n <= 0) {
        throw new IOException("the connection ended within an answer");
      }
      length += n;
      if (bodyStart == 0) {
        String text = new String(answer, 0, length, US_ASCII);
        bodyStart = text.indexOf("\r\n\r\n") + 4;
        if (bodyStart < 4) {
          bodyStart = 0;
          continue;
        }
        head = text.substring(0, bodyStart).toLowerCase(Locale.ROOT);
      }
      if (complete(head, bodyStart, length)) {
        break;
      }
    }
    if (!head.startsWith("http/1.1 2")) {
      throw new IOException("answered " + new String(answer, 0, Math.min(length, 600), US_ASCII));
    }
    if (head.contains("\r\nconnection: close")) {
      close();
    }
  }

  private boolean complete(String head, int bodyStart, int length) {
    if (head.contains("\r\ntransfer-encoding: chunked")) {
      return new String(answer, bodyStart, length - bodyStart, US_ASCII).endsWith("0\r\n\r\n");
    }
    String name = "\r\ncontent-length:";
    int at = head.indexOf(name);
    if (at < 0) {
      return true;
    }
    int from = at + name.length();
    return length - bodyStart
        >= Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
  }

  private void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // nothing is left to be said on it
      }
      socket = null;
    }
  }
}
