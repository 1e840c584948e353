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
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The streams of one session, read by one thread. It polls and never sleeps, so that a server's
 * write does not have to wake it: subscribers are remote in life, and that wake-up would be on the
 * server's account.
 */
final class Subscribers implements AutoCloseable {

  private static final int BUFFER = 256 * 1024;

  /** Of a stream that may stall, so that the kernel takes little on its behalf. */
  private static final int STALLING_BUFFER = 4_096;

  /**
   * Local ports are chosen here, below those that the kernel gives out: it looks long for a free
   * one among ten thousand, and would have none left for others.
   */
  private static final int FIRST_PORT = 2_000;

  private static final int LAST_PORT = 29_999;

  /** Counts source addresses; closed connections keep their ports for a while, so no reuse. */
  private static int source;

  private final Load load;
  private final Topic[] topics;
  private final Tally tally;
  private final Tally stallingTally;
  private final byte[][] lastIds;
  private final Subscriber[] subscribers;
  private final byte[][] requests;
  private final long epoch;
  private final Selector selector;
  private final SelectionKey[] keys;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private final Consumer<SelectionKey> ready = this::ready;
  private long busyNanos;
  private int port = FIRST_PORT;
  private int portsTaken;

  /** With {@code lastIds} the streams resume, each from its own; null for new ones. */
  Subscribers(
      Load load, Topic[] topics, Tally tally, Tally stallingTally, byte[][] lastIds, long epoch)
      throws IOException {
    this.load = load;
    this.topics = topics;
    this.tally = tally;
    this.stallingTally = stallingTally;
    this.lastIds = lastIds;
    this.epoch = epoch;
    this.subscribers = new Subscriber[load.connections()];
    this.keys = new SelectionKey[load.connections()];
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
              .formatted(load.target().streamPath(topics[i].name()), load.target().port());
      requests[i] = request.replace("\n", "\r\n").getBytes(US_ASCII);
    }
  }

  /** Opens all streams, a few hundred at a time, until each has said so or one has failed. */
  void open(Duration deadline) throws IOException {
    long end = System.nanoTime() + deadline.toNanos();
    for (int i = 0; i < keys.length; i++) {
      connect(i);
      do {
        poll();
        if (System.nanoTime() > end || anythingWrong()) {
          return;
        }
      } while (i - opened() > load.target().opening());
    }
    while (opened() < keys.length && !anythingWrong() && System.nanoTime() < end) {
      poll();
    }
  }

  private boolean anythingWrong() {
    return !tally.violations().isEmpty() || !stallingTally.violations().isEmpty();
  }

  int opened() {
    return tally.open() + stallingTally.open();
  }

  /** From now on, those that may stall do not read. */
  void stall() throws IOException {
    setInterest(0, STALLING_BUFFER);
  }

  /** Those that stalled read on. */
  void readOn() throws IOException {
    setInterest(SelectionKey.OP_READ, BUFFER);
  }

  /** Begins the next phase. */
  void restart() {
    for (int i = 0; i < load.streams(); i++) {
      if (!load.stalls(i)) {
        subscribers[i].check().restart();
      }
    }
  }

  /** Returns how many of those that may stall have all of this many posts, or a gap. */
  int stallingComplete(int posts) {
    int complete = 0;
    for (int i = load.streams() - load.stalling(); i < load.streams(); i++) {
      if (subscribers[i].check().isComplete(load.postsOf(load.topicOf(i), posts))) {
        complete++;
      }
    }
    return complete;
  }

  /** Returns how many of those that may stall were told of a gap. */
  int gaps() {
    return (int) Stream.of(subscribers).filter(subscriber -> subscriber.check().hasGap()).count();
  }

  /** Returns the id each stream has read last. */
  byte[][] lastIds() {
    return Stream.of(subscribers)
        .map(subscriber -> subscriber.blocks().lastId())
        .toArray(byte[][]::new);
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

  /** Counts what has not come by now; of those that stall only if they read on. */
  void finish(int posts, boolean stallingToo) {
    for (int i = 0; i < subscribers.length; i++) {
      if (stallingToo || !load.stalls(i)) {
        subscribers[i].check().finish(load.postsOf(load.topicOf(i), posts));
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : keys) {
      if (key != null) {
        key.channel().close();
      }
    }
    selector.close();
  }

  private void connect(int index) throws IOException {
    Topic topic = topics[load.topicOf(index)];
    boolean stalls = load.stalls(index);
    Tally counts = stalls ? stallingTally : tally;
    SequenceCheck check = new SequenceCheck(index, topic, counts, stalls);
    BlockReader blocks = new BlockReader(index, topic, check, counts, load.keepsIds());
    StreamReader reader = new StreamReader(index, counts, blocks);
    subscribers[index] = new Subscriber(index, counts, check, blocks, reader);
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (stalls) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, STALLING_BUFFER);
    }
    bind(channel);
    channel.connect(new InetSocketAddress("127.0.0.1", load.target().port()));
    keys[index] = channel.register(selector, SelectionKey.OP_CONNECT, subscribers[index]);
  }

  private byte[] request(int index) {
    byte[] request = requests[load.topicOf(index)];
    String more =
        lastIds == null || lastIds[index].length == 0
            ? "\r\n"
            : "Last-Event-ID: " + new String(lastIds[index], US_ASCII) + "\r\n\r\n";
    byte[] whole = Arrays.copyOf(request, request.length + more.length());
    System.arraycopy(more.getBytes(US_ASCII), 0, whole, request.length, more.length());
    return whole;
  }

  private void setInterest(int operations, int receiveBuffer) throws IOException {
    for (int i = load.streams() - load.stalling(); i < load.streams(); i++) {
      if (keys[i].isValid()) {
        ((SocketChannel) keys[i].channel())
            .setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        keys[i].interestOps(operations);
      }
    }
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
        channel.write(ByteBuffer.wrap(request(subscriber.index())));
        key.interestOps(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      key.cancel();
      subscriber.tally().violated(Violation.EARLY_END, subscriber.index(), e.toString());
    }
  }

  private void read(SelectionKey key, SocketChannel channel, Subscriber subscriber)
      throws IOException {
    int n = channel.read(buffer.clear());
    if (n < 0) {
      key.cancel();
      subscriber.reader().ended();
    } else if (n > 0) {
      subscriber.tally().arrivedAt(System.nanoTime() - epoch);
      buffer.get(0, bytes, 0, n);
      subscriber.reader().feed(bytes, 0, n);
    }
  }

  private record Subscriber(
      int index, Tally tally, SequenceCheck check, BlockReader blocks, StreamReader reader) {}
}
