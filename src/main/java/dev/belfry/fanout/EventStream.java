package dev.belfry.fanout;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way to one subscriber: takes bytes without ever blocking. All methods but {@link #isChunked}
 * are called by the subscription's worker alone; the stream tells it what happens by the
 * subscription's {@link Subscription#writable()} and {@link Subscription#departed()}. A stream that
 * says the latter is over, and lets go of its connection by itself: it is not aborted.
 */
public interface EventStream {

  /**
   * Whether the bytes have to carry the framing of HTTP/1.1 chunks. Never changes, and is asked by
   * whoever subscribes.
   */
  boolean isChunked();

  /**
   * Takes as many bytes as it can at once, from the buffers' positions on.
   *
   * @return how many bytes it took, 0 if it is full
   * @throws IOException if nothing can be sent any more; the caller aborts the stream
   */
  long write(ByteBuffer[] buffers, int count) throws IOException;

  /**
   * Reads what a write is going to need, and does nothing: so that the memory of many streams is
   * fetched side by side.
   *
   * @return anything, so that the reads are not optimised away
   */
  default int prefetch() {
    return 0;
  }

  /** Asks for {@link Subscription#writable()} as soon as bytes can be taken again, once. */
  void awaitWritable();

  /** Ends the stream cleanly: all that there was to say has been taken. */
  void end();

  /** Ends the stream at once. */
  void abort();
}
