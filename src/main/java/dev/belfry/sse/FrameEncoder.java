package dev.belfry.sse;

import dev.belfry.log.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Encodes each frame once per form that is asked for, into slabs of direct memory, with the chunk
 * header and trailer of HTTP/1.1 around the block: a connection that is not chunked is given the
 * block alone.
 *
 * <p>The memory is bounded: the oldest slab is given up, and what lay in it is encoded anew if
 * someone still needs it. A slab is written to again only when each {@link Reader} has left the
 * duty cycle in which it may have read it; so bytes are good until {@link Reader#exit}, and there
 * may be none to be had before. Thread-safe; encoding takes a lock that only fan-out workers share.
 */
public final class FrameEncoder {

  /** The size of a slab, in bytes; a frame larger than that gets memory of its own. */
  static final int SLAB_SIZE = 1 << 20;

  private static final byte[] CRLF = {'\r', '\n'};

  private final BlockWriter writer = new BlockWriter();
  private final GracePeriods periods = new GracePeriods();
  private final int slabSize;
  private final Slabs slabs;

  /** For frames that are larger than a slab, each in memory of its own. */
  private final Slabs singles;

  private final AtomicLong encoded = new AtomicLong();

  /**
   * An encoder that holds no memory yet.
   *
   * @param maxBytes the most direct memory to hold, but at least a slab of 1 MiB. As much again is
   *     held at most for frames that are larger than a slab; one of them is always accepted
   */
  public FrameEncoder(long maxBytes) {
    this(maxBytes, SLAB_SIZE);
  }

  FrameEncoder(long maxBytes, int slabSize) {
    this.slabSize = slabSize;
    this.slabs = new Slabs(periods, slabSize, maxBytes);
    this.singles = new Slabs(periods, 0, maxBytes);
  }

  /** A thread that reads encoded frames, in sections: a fan-out worker, in its duty cycles. */
  public interface Reader {

    /** Begins a section. Before bytes are asked for. */
    void enter();

    /** Ends a section. What bytes were given in it must not be read any more. */
    void exit();
  }

  /** Adds a reader, for as long as there is this encoder. */
  public Reader reader() {
    return periods.reader();
  }

  /** How many encodings were made. Any thread. */
  public long encoded() {
    return encoded.get();
  }

  /** The direct memory that is held, in bytes. Any thread. */
  public long held() {
    return slabs.held() + singles.held();
  }

  /** A stretch of memory to be written; shared, so it is duplicated before it is read. */
  public record Bytes(ByteBuffer memory, int start, int end) {

    /** The length in bytes. */
    public int length() {
      return end - start;
    }
  }

  /**
   * The wire form of a frame, good until the reader's section ends.
   *
   * @param envelope whether in an envelope
   * @param chunked whether with a chunk's header and trailer around it
   * @return null if all memory may still be read by others: it can be had in a later section
   */
  public @Nullable Bytes bytes(Frame frame, boolean envelope, boolean chunked) {
    Encoding encoding = encoding(frame, envelope);
    ByteBuffer memory = encoding == null ? null : encoding.memory();
    if (encoding == null || memory == null) {
      return encode(frame, envelope, chunked);
    }
    return slice(encoding, memory, chunked);
  }

  private static @Nullable Encoding encoding(Frame frame, boolean envelope) {
    return frame.encoding(envelope) instanceof Encoding known ? known : null;
  }

  private static Bytes slice(Encoding encoding, ByteBuffer memory, boolean chunked) {
    return chunked
        ? new Bytes(memory, encoding.start(), encoding.end())
        : new Bytes(memory, encoding.blockStart(), encoding.blockEnd());
  }

  private synchronized @Nullable Bytes encode(Frame frame, boolean envelope, boolean chunked) {
    Encoding known = encoding(frame, envelope);
    ByteBuffer memory = known == null ? null : known.memory();
    if (known != null && memory != null) {
      return slice(known, memory, chunked); // another worker was faster
    }
    if (slabs.isExhausted()) {
      return null; // before anything is written in vain
    }
    byte[] block = envelope ? writer.envelope(frame.event()) : writer.bare(frame.event());
    byte[] header = chunkHeader(block.length);
    int length = header.length + block.length + CRLF.length;
    Slab slab = (length > slabSize ? singles : slabs).withRoom(length);
    memory = slab == null ? null : slab.buffer();
    if (slab == null || memory == null) {
      return null;
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
}
