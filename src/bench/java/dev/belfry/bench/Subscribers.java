package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The streams of one run, read by one thread. It polls and never sleeps, so that a server's write
 * does not have to wake it: subscribers are remote in life, and that wake-up would be on the
 * server's account.
 */
final class Subscribers implements AutoCloseable {

  private static final int BUFFER = 256 * 1024;
  private static final int CONNECTING_AT_ONCE = 256;

  /**
   * Local ports are chosen here, below those that the kernel gives out: it looks long for a free
   * one among ten thousand, and would have none left for others.
   */
  private static final int FIRST_PORT = 2_000;

  private static final int LAST_PORT = 29_999;

  /** Counts source addresses; closed connections keep their ports for a while, so no reuse. */
  private static int source;

  private final Options options;
  private final Tally tally;
  private final SequenceCheck[] checks;
  private final Body[] bodies;
  private final byte[][] requests;
  private final long epoch;
  private final Selector selector;
  private final SocketChannel[] channels;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private final Consumer<SelectionKey> ready = this::ready;
  private long busyNanos;
  private int port = FIRST_PORT;
  private int portsTaken;

  Subscribers(Options options, String[] topics, Body[] bodies, Tally tally, long epoch)
      throws IOException {
    this.options = options;
    this.tally = tally;
    this.bodies = bodies;
    this.epoch = epoch;
    this.checks = new SequenceCheck[options.streams()];
    this.channels = new SocketChannel[options.streams()];
    this.requests = new byte[topics.length][];
    this.selector = Selector.open();
    source++;
    for (int i = 0; i < topics.length; i++) {
      String request =
          """
          GET %s HTTP/1.1
          Host: 127.0.0.1:%d
          Accept: text/event-stream
          Cache-Control: no-store

          """
              .formatted(options.streamPath().replace("{topic}", topics[i]), options.port());
      requests[i] = request.replace("\n", "\r\n").getBytes(US_ASCII);
    }
  }

  /** Opens all streams, a few hundred at a time, until each has said so or one has failed. */
  void open(Duration deadline) throws IOException {
    long end = System.nanoTime() + deadline.toNanos();
    for (int i = 0; i < channels.length; i++) {
      connect(i);
      do {
        poll();
        if (System.nanoTime() > end || !tally.violations().isEmpty()) {
          return;
        }
      } while (i - tally.open() > CONNECTING_AT_ONCE);
    }
    while (tally.open() < channels.length
        && tally.violations().isEmpty()
        && System.nanoTime() < end) {
      poll();
    }
  }

  /** Reads what has come, and returns at once when nothing has. */
  void poll() throws IOException {
    long before = System.nanoTime();
    if (selector.selectNow(ready) > 0) {
      busyNanos += System.nanoTime() - before;
    }
  }

  /** Polls for this long. */
  void pollFor(Duration duration) throws IOException {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      poll();
    }
  }

  /** Time spent on polls that found something to read. */
  long busyNanos() {
    return busyNanos;
  }

  /** Counts what has not come by now. */
  void finish() {
    for (int i = 0; i < checks.length; i++) {
      if (checks[i] != null) {
        checks[i].finish(options.postsOf(i % options.topics()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      if (channel != null) {
        channel.close();
      }
    }
    selector.close();
  }

  private void connect(int index) throws IOException {
    int topic = index % options.topics();
    checks[index] = new SequenceCheck(index, tally);
    BlockReader blocks = new BlockReader(index, bodies[topic], checks[index], tally);
    StreamReader reader = new StreamReader(index, tally, blocks);
    SocketChannel channel = SocketChannel.open();
    channels[index] = channel;
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    bind(channel);
    channel.connect(new InetSocketAddress("127.0.0.1", options.port()));
    channel.register(selector, SelectionKey.OP_CONNECT, new Subscriber(index, topic, reader));
  }

  private void bind(SocketChannel channel) throws IOException {
    while (true) {
      if (port == LAST_PORT) {
        source++;
        port = FIRST_PORT;
      }
      try {
        channel.bind(new InetSocketAddress(sourceAddress(), port++));
        return;
      } catch (BindException e) {
        // somebody else's port, as the next may be, but not all of them
        if (++portsTaken > LAST_PORT - FIRST_PORT) {
          throw e;
        }
      }
    }
  }

  private static InetAddress sourceAddress() throws IOException {
    long pid = ProcessHandle.current().pid();
    return InetAddress.getByAddress(
        new byte[] {127, (byte) (1 + pid % 250), (byte) (pid / 250), (byte) (1 + source % 250)});
  }

  private void ready(SelectionKey key) {
    Subscriber subscriber = (Subscriber) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isReadable()) {
        read(key, channel, subscriber);
      } else if (channel.finishConnect()) {
        // a new socket's buffer takes so short a request whole
        channel.write(ByteBuffer.wrap(requests[subscriber.topic()]));
        key.interestOps(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      key.cancel();
      tally.violated(Violation.EARLY_END, subscriber.index(), e.toString());
    }
  }

  private void read(SelectionKey key, SocketChannel channel, Subscriber subscriber)
      throws IOException {
    int n = channel.read(buffer.clear());
    if (n < 0) {
      key.cancel();
      subscriber.reader().ended();
    } else if (n > 0) {
      tally.arrivedAt(System.nanoTime() - epoch);
      buffer.get(0, bytes, 0, n);
      subscriber.reader().feed(bytes, 0, n);
    }
  }

  private record Subscriber(int index, int topic, StreamReader reader) {}
}
