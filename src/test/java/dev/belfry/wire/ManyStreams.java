package dev.belfry.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Thousands of readers on one thread, which keep all that they are sent. */
final class ManyStreams implements AutoCloseable {

  private final Selector selector = Selector.open();
  private final List<Reader> readers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private int ended;

  private static final class Reader {
    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream(512);

    private Reader(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private ManyStreams() throws IOException {}

  /** Opens streams, and waits until each has had its first block. */
  static ManyStreams open(int port, String target, int count) throws IOException {
    ManyStreams streams = new ManyStreams();
    byte[] request =
        ("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
            .getBytes(UTF_8);
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(ByteBuffer.wrap(request));
      channel.configureBlocking(false);
      Reader reader = new Reader(channel);
      streams.readers.add(reader);
      channel.register(streams.selector, SelectionKey.OP_READ, reader);
      streams.poll(0);
    }
    streams.await(
        Duration.ofSeconds(60),
        () ->
            streams.readers.stream().allMatch(r -> r.received.toString(UTF_8).contains("\nid: ")));
    return streams;
  }

  /** Reads until a condition holds; fails once it takes too long. */
  void await(Duration within, BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("nanoseconds too late").isNegative();
      poll(20);
    }
  }

  private void poll(long millis) throws IOException {
    if (millis == 0) {
      selector.selectNow();
    } else {
      selector.select(millis);
    }
    for (SelectionKey key : selector.selectedKeys()) {
      read(key, (Reader) key.attachment());
    }
    selector.selectedKeys().clear();
  }

  private void read(SelectionKey key, Reader reader) throws IOException {
    buffer.clear();
    int read;
    try {
      read = reader.channel.read(buffer);
    } catch (IOException e) {
      read = -1; // a reset, which the test sees by what is missing
    }
    if (read < 0) {
      ended++;
      key.cancel();
      reader.channel.close();
    } else {
      byte[] bytes = new byte[read];
      buffer.flip().get(bytes);
      reader.received.writeBytes(bytes);
    }
  }

  /** How many streams the service has ended. */
  int ended() {
    return ended;
  }

  /** What each stream was sent. */
  List<String> received() {
    return readers.stream().map(reader -> reader.received.toString(UTF_8)).toList();
  }

  /** All readers vanish at once. */
  @Override
  public void close() throws IOException {
    for (Reader reader : readers) {
      reader.channel.close();
    }
    selector.close();
  }
}
