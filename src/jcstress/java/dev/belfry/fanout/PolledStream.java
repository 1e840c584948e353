package dev.belfry.fanout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stream with a poller, as a socket has one: who asks to be told is told when there is room, and
 * at once if there is room already.
 */
final class PolledStream implements EventStream {

  private static final String LIFETIME_OVER =
      "event: stream.close\ndata: {\"reason\":\"lifetime\"}\n\n";

  private final ByteBuffer taken = ByteBuffer.allocate(512);
  private final Object poller = new Object();
  private @Nullable Subscription subscription;

  /** How many bytes there is room for. Written by the poller, taken from by the worker. */
  private volatile int room = Integer.MAX_VALUE;

  private boolean awaited;

  /** How often it was full, and how often aborted. The worker's. */
  int full;

  int aborted;

  void isOf(Subscription own) {
    subscription = own;
  }

  /** Leaves room for so many bytes. Ahead of all actors. */
  void narrow(int bytes) {
    room = bytes;
  }

  /** The client has read on. The poller's. */
  void widen() {
    room = Integer.MAX_VALUE;
    boolean asked;
    synchronized (poller) {
      asked = awaited;
      awaited = false;
    }
    if (asked) {
      tell();
    }
  }

  private void tell() {
    Subscription own = subscription;
    if (own != null) {
      own.writable();
    }
  }

  /** The id of the first block: where the stream begins. Empty if there is none. */
  String start() {
    return text().replaceFirst("(?s)^(retry: \\d+\nid: (\\S+)\n)?.*", "$2");
  }

  /** What was taken behind the first block. */
  String events() {
    String text = text();
    return text.substring(text.indexOf("\n\n") + 2);
  }

  /** Whether the client was told that its lifetime is over, once, and nothing behind it. */
  boolean toldLifetimeOnce() {
    String text = text();
    int at = text.indexOf(LIFETIME_OVER);
    return at >= 0 && at + LIFETIME_OVER.length() == text.length();
  }

  String text() {
    return new String(taken.array(), 0, taken.position(), StandardCharsets.US_ASCII);
  }

  @Override
  public boolean isChunked() {
    return false;
  }

  @Override
  public long write(ByteBuffer[] buffers, int count) {
    int now = room;
    int left = now;
    for (int i = 0; i < count && left > 0; i++) {
      int length = Math.min(left, buffers[i].remaining());
      taken.put(buffers[i].slice(buffers[i].position(), length));
      buffers[i].position(buffers[i].position() + length);
      left -= length;
    }
    if (now != Integer.MAX_VALUE && left == 0) {
      full++;
    }
    return now - (long) left;
  }

  @Override
  public void awaitWritable() {
    boolean ready;
    synchronized (poller) {
      ready = room == Integer.MAX_VALUE;
      awaited = !ready;
    }
    if (ready) {
      tell();
    }
  }

  @Override
  public void end() {}

  @Override
  public void abort() {
    aborted++;
  }
}
