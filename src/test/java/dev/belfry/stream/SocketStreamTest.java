package dev.belfry.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.fanout.SteppedFanOut;
import dev.belfry.hub.Seat;
import dev.belfry.hub.SeatFixture;
import dev.belfry.log.LogFixture;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A taken-over socket on a real Tomcat, with a fan-out that moves only when the test says so: what
 * may come in between does.
 */
final class SocketStreamTest {

  private static final int MILLIS = 10_000;

  /** Of 60 KB: more than the kernel takes for a reader that does not read. */
  private static final int FRAMES = 200;

  @TempDir private Path folder;

  private final LogFixture fixture = new LogFixture(1000);
  private final SteppedFanOut stepped = new SteppedFanOut(fixture);
  private final SeatFixture seats = new SeatFixture();
  private final BlockingQueue<SocketStream> streams = new LinkedBlockingQueue<>();
  private final Tomcat tomcat = new Tomcat();
  private boolean bind = true;
  private @Nullable Serving serve;

  @BeforeEach
  void start() throws Exception {
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector(); // with Tomcat's own pools of channels, which the traps need
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "takeOver", new TakeOver());
    context.addServletMapping("/", "takeOver");
    tomcat.start();
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  /** Serves a request in a test's own way. */
  private interface Serving {
    void serve(HttpServletRequest request, HttpServletResponse response) throws Exception;
  }

  /** Does what the return-value handler does, and keeps the stream for the test. */
  private final class TakeOver extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (serve != null) {
        serveItsWay(serve, request, response);
        return;
      }
      try {
        SocketStream stream = request.upgrade(SocketStream.class);
        response.setStatus(200);
        response.flushBuffer();
        Seat seat = seats.seat(stepped, request.getRequestURI().substring(1));
        if (bind) {
          stream.bind(seat, new StreamEmitter(seat), true);
        } else {
          seat.release();
        }
        streams.add(stream);
      } catch (ServletException e) {
        throw new IOException(e);
      }
    }
  }

  private static void serveItsWay(
      Serving serve, HttpServletRequest request, HttpServletResponse response) {
    try {
      serve.serve(request, response);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Client implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    Client(String topic, String more) throws IOException {
      socket = new Socket();
      socket.setReceiveBufferSize(64 * 1024);
      socket.setSoTimeout(MILLIS);
      int port = tomcat.getConnector().getLocalPort();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
      send("GET /" + topic + " HTTP/1.1\r\nHost: x\r\n\r\n" + more);
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    String readUntil(String end) throws IOException {
      StringBuilder read = new StringBuilder();
      while (!endsWith(read, end)) {
        int b = in.read();
        if (b < 0) {
          throw new IOException("ended after: " + read);
        }
        read.append((char) b);
      }
      return read.toString();
    }

    private static boolean endsWith(StringBuilder read, String end) {
      int from = read.length() - end.length();
      return from >= 0 && read.indexOf(end, from) == from;
    }

    /** Everything until the server closes. */
    String readAll() throws IOException {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    boolean isQuiet() throws IOException {
      socket.setSoTimeout(200);
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException e) {
        return true;
      } finally {
        socket.setSoTimeout(MILLIS);
      }
    }

    /** Goes without a word: the other side gets a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private SocketStream taken() throws InterruptedException {
    SocketStream stream = streams.poll(MILLIS, TimeUnit.MILLISECONDS);
    assertThat(stream).isNotNull();
    return stream;
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as(what).isNegative();
      Thread.onSpinWait();
    }
  }

  /** Steps until the subscription that a Tomcat thread is about to open is open. */
  private void stepUntilOpen(int subscriptions) {
    await(
        "open",
        () -> {
          stepped.step();
          return stepped.fanOut().counts().opened() == subscriptions;
        });
  }

  private static ByteBuffer[] bytes(String text) {
    return new ByteBuffer[] {ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))};
  }

  @Test
  void aTakenOverSocket_carriesChunks_andEndsCleanly() throws Exception {
    try (Client client = new Client("a", "")) {
      SocketStream stream = taken();
      stepUntilOpen(1);
      assertThat(client.readUntil("\n\n\r\n"))
          .startsWith("HTTP/1.1 200")
          .contains("Transfer-Encoding: chunked")
          .contains("id: e-0\n\n");
      fixture.publish("a");
      stepped.step();
      assertThat(client.readUntil("\n\n\r\n")).isEqualTo("11\r\nid: e-1\ndata: 1\n\n\r\n");
      stepped.pass(Duration.ofMinutes(31));
      assertThat(client.readAll()).contains("stream.close").endsWith("\r\n0\r\n\r\n");
      assertThat(stream.isChunked()).isTrue();
      await("given back", () -> seats.taken.get() == 0);
    }
  }

  /**
   * The harmful one. Client A goes away; Tomcat closes its connection and puts A's channel object
   * into a pool; client B connects and gets that very object. A's worker has not heard of it yet
   * and writes. Through the channel object the bytes would reach B.
   */
  @Test
  void aLateWrite_neverReachesTheNextClient() throws Exception {
    SocketStream late;
    try (Client a = new Client("a", "")) {
      late = taken();
      stepUntilOpen(1);
      a.readUntil("id: e-0\n\n");
    }
    await("closed by Tomcat", () -> connections() == WAITING);
    try (Client b = new Client("b", "")) {
      taken();
      b.readUntil("\r\n\r\n"); // its head; the fan-out stands still
      assertThatThrownBy(() -> late.write(bytes("for a"), 1))
          .isInstanceOf(ClosedChannelException.class);
      assertThat(b.isQuiet()).isTrue();
    }
    stepped.step();
  }

  /** Tomcat counts the connection that it waits for. */
  private static final long WAITING = 1;

  private long connections() {
    return ((Http11NioProtocol) tomcat.getConnector().getProtocolHandler()).getConnectionCount();
  }

  @Test
  void departure_isSeenWithoutAWrite() throws Exception {
    try (Client client = new Client("a", "")) {
      taken();
      stepUntilOpen(1);
      client.readUntil("id: e-0\n\n");
    }
    await(
        "departed",
        () -> {
          stepped.step();
          return stepped.fanOut().subscriptions() == 0;
        });
    await("given back", () -> seats.taken.get() == 0);
    assertThat(stepped.fanOut().counts().departed()).isEqualTo(1);
  }

  @Test
  void bytesBehindTheRequest_areDiscarded_upToABound() throws Exception {
    try (Client client = new Client("a", "GET /b HTTP/1.1\r\nHost: x\r\n\r\n")) {
      taken();
      stepUntilOpen(1);
      client.send("x".repeat(4000));
      fixture.publish("a", "b");
      stepped.step();
      assertThat(client.readUntil("data: 1\n\n")).doesNotContain("data: 2");
      assertThat(streams).as("the second request is none").isEmpty();
      client.send("x".repeat(8000));
      await(
          "cut off",
          () -> {
            stepped.step();
            return stepped.fanOut().subscriptions() == 0;
          });
    }
    await("given back", () -> seats.taken.get() == 0);
  }

  @Test
  void aTakeOverThatWasNeverBound_isClosed_andTakesNoSeat() throws Exception {
    bind = false;
    try (Client client = new Client("a", "")) {
      taken();
      assertThat(client.readAll()).startsWith("HTTP/1.1 200");
    }
    assertThat(stepped.fanOut().subscriptions()).isZero();
    assertThat(seats.taken).hasValue(0);
  }

  /**
   * The client resets its connection while the request is being served, so that the head of the
   * answer cannot be sent.
   */
  @Test
  void aHeadThatCannotBeSent_givesTheSeatBack_andRunsTheCompletionCallbacks() throws Exception {
    AtomicInteger completions = new AtomicInteger();
    CountDownLatch served = new CountDownLatch(1);
    CountDownLatch reset = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    serve =
        (request, response) -> {
          served.countDown();
          reset.await();
          Seat seat = seats.seat(stepped, "a");
          StreamEmitter emitter = new StreamEmitter(seat);
          emitter.onCompletion(completions::incrementAndGet);
          StreamReturnValueHandler.takeOver(emitter, request, response);
          done.countDown();
        };
    try (Client client = new Client("a", "")) {
      assertThat(served.await(MILLIS, TimeUnit.MILLISECONDS)).isTrue();
      client.reset();
    }
    reset.countDown();
    assertThat(done.await(MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(completions).hasValue(1);
    assertThat(seats.taken).hasValue(0);
    await("closed by Tomcat", () -> connections() == WAITING);
    assertThat(completions).as("once").hasValue(1);
    assertThat(stepped.fanOut().subscriptions()).isZero();
  }

  @Test
  void destroyWithoutInit_givesTheSeatBack_once() {
    Seat seat = seats.seat(stepped, "a");
    SocketStream stream = new SocketStream();
    stream.bind(seat, new StreamEmitter(seat), true);
    stream.destroy();
    stream.destroy();
    assertThat(seats.taken).hasValue(0);
    assertThatThrownBy(() -> seat.open(stream)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReaderThatIsFull_isWrittenToAgain_whenItsSocketSaysSo() throws Exception {
    String big = "\"" + "x".repeat(60_000) + "\"";
    try (Client client = new Client("a", "")) {
      taken();
      stepUntilOpen(1);
      client.readUntil("id: e-0\n\n");
      long last = 0;
      for (int i = 0; i < FRAMES; i++) { // far more than the kernel takes
        last = fixture.log.head().number() + 1;
        fixture.log.append(
            List.of(LogFixture.event(last, "a", big, true, fixture.now)), fixture.now);
        stepped.step();
      }
      long delivered = stepped.fanOut().counts().delivered();
      assertThat(delivered).isLessThan(last);
      String end = "id: e-" + last + "\n";
      Thread worker =
          Thread.ofPlatform()
              .start(() ->
                  await(
                      "all delivered",
                      () -> {
                        stepped.step();
                        return stepped.fanOut().counts().delivered() == FRAMES;
                      }));
      String read = client.readUntil(end);
      worker.join(MILLIS);
      assertThat(read).doesNotContain("stream.gap");
      List<String> ids =
          Pattern.compile("id: e-(\\d+)\n").matcher(read).results().map(r -> r.group(1)).toList();
      assertThat(ids).hasSize(FRAMES).startsWith("1").endsWith(Long.toString(last));
    }
  }
}
