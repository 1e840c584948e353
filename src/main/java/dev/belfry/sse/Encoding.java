package dev.belfry.sse;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where one form of a frame lies: a chunk header, the event's block, a chunk trailer.
 *
 * @param slab the memory
 * @param start of the chunk header
 * @param blockStart of the block
 * @param blockEnd behind the block
 * @param end behind the chunk trailer
 */
record Encoding(Slab slab, int start, int blockStart, int blockEnd, int end) {

  /** The memory, or null if it was given up and the frame has to be encoded anew. */
  @Nullable ByteBuffer memory() {
    return slab.buffer();
  }
}
