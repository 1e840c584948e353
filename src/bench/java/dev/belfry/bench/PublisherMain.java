package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The process of {@link PublisherProcess}: an order a line on its input, its outcome a line. */
final class PublisherMain {

  static final String READY = "ready";
  static final String NO_FAILURE = "-";

  private static final int WARM_UP_POSTS = 3_000;
  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final byte[] ANSWER =
      "HTTP/1.1 201 \r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII);

  private PublisherMain() {}

  public static void main(String[] args) throws IOException {
    warmUp();
    System.out.println(READY);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Publishing publishing = carryOut(PublishOrder.parse(line));
      String failure = publishing.failure();
      System.out.println(
          publishing.answers().toWord()
              + " "
              + publishing.lateness().toWord()
              + " "
              + (failure == null ? NO_FAILURE : failure.replaceAll("\\s+", " ")));
    }
  }

  private static Publishing carryOut(PublishOrder order) {
    Publishing publishing = LocalPublishing.start(order, () -> 0);
    while (!publishing.isDone()) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return publishing;
  }

  /** Publishes to a server that only answers, until all of this is compiled. */
  private static void warmUp() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Thread.ofPlatform().daemon().start(() -> answerAll(server));
      Posts posts = Posts.paced(WARM_UP_POSTS, 0);
      carryOut(
          new PublishOrder(
              List.of(server.getLocalPort()),
              Contender.KEY,
              "/{topic}",
              "warm-up",
              0,
              1,
              posts,
              System.nanoTime()));
    }
  }

  private static void answerAll(ServerSocket server) {
    byte[] buffer = new byte[65_536];
    try (Socket socket = server.accept()) {
      socket.setTcpNoDelay(true);
      // each post comes in one write and is short, so it comes in one read
      while (socket.getInputStream().read(buffer) > 0) {
        socket.getOutputStream().write(ANSWER);
      }
    } catch (IOException e) {
      // the publisher is missing an answer and says so
    }
  }
}
