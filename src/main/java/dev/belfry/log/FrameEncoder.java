package dev.belfry.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Encodes each frame once per form that is asked for, into slabs of direct memory, with the chunk
 * header and trailer of HTTP/1.1 around the block: a connection that is not chunked is given the
 * block alone.
 *
 * <p>The memory is bounded: the oldest slab is given up, and what lay in it is encoded anew if
 * someone still needs it. Thread-safe; encoding takes a lock that only fan-out workers share.
 */
public final class FrameEncoder {

  /** The size of a slab, in bytes; a frame larger than that gets one of its own. */
  static final int SLAB_SIZE = 1 << 20;

  private static final byte[] CRLF = {'\r', '\n'};

  private final long maxBytes;
  private final BlockWriter writer = new BlockWriter();
  private final ArrayDeque<Slab> slabs = new ArrayDeque<>();
  private final AtomicLong encoded = new AtomicLong();
  private long held;

  /**
   * @param maxBytes the direct memory to hold, but for the newest slab; what was given up is freed
   *     when the collector comes by
   */
  public FrameEncoder(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** How many encodings were made. */
  public long encoded() {
    return encoded.get();
  }

  /** A stretch of memory to be written; shared, so it is duplicated before it is read. */
  public record Bytes(ByteBuffer memory, int start, int end) {

    /** The length in bytes. */
    public int length() {
      return end - start;
    }
  }

  /**
   * The wire form of a frame.
   *
   * @param envelope whether in an envelope
   * @param chunked whether with a chunk's header and trailer around it
   */
  public Bytes bytes(Frame frame, boolean envelope, boolean chunked) {
    Encoding encoding = frame.encoding(envelope);
    ByteBuffer memory = encoding == null ? null : encoding.memory();
    if (encoding == null || memory == null) {
      return encode(frame, envelope, chunked);
    }
    return slice(encoding, memory, chunked);
  }

  private static Bytes slice(Encoding encoding, ByteBuffer memory, boolean chunked) {
    return chunked
        ? new Bytes(memory, encoding.start(), encoding.end())
        : new Bytes(memory, encoding.blockStart(), encoding.blockEnd());
  }

  private synchronized Bytes encode(Frame frame, boolean envelope, boolean chunked) {
    Encoding known = frame.encoding(envelope);
    ByteBuffer memory = known == null ? null : known.memory();
    if (known != null && memory != null) {
      return slice(known, memory, chunked); // another worker was faster
    }
    byte[] block = envelope ? writer.envelope(frame.event()) : writer.bare(frame.event());
    byte[] header = chunkHeader(block.length);
    Slab slab = slabWithRoom(header.length + block.length + CRLF.length);
    memory = slab.buffer();
    if (memory == null) {
      throw new IllegalStateException("a slab was retired while in use");
    }
    int start = memory.position();
    memory.put(header).put(block).put(CRLF);
    int blockStart = start + header.length;
    int blockEnd = blockStart + block.length;
    Encoding encoding = new Encoding(slab, start, blockStart, blockEnd, memory.position());
    encoded.incrementAndGet();
    frame.encoding(envelope, encoding); // volatile: the bytes are there before the encoding is
    return slice(encoding, memory, chunked);
  }

  private static byte[] chunkHeader(int length) {
    return (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private Slab slabWithRoom(int length) {
    Slab newest = slabs.peekLast();
    @Nullable ByteBuffer memory = newest == null ? null : newest.buffer();
    if (newest != null && memory != null && memory.remaining() >= length) {
      return newest;
    }
    Slab slab = new Slab(Math.max(SLAB_SIZE, length));
    held += slab.capacity();
    slabs.add(slab);
    while (held > maxBytes && slabs.size() > 1) {
      Slab oldest = slabs.remove();
      held -= oldest.capacity();
      oldest.retire();
    }
    return slab;
  }
}
