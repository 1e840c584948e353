package dev.belfry.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of direct memory that encoded frames lie in, one behind the other. Never freed by hand:
 * a write may still be reading it, so retiring drops the reference and the collector does the rest.
 */
final class Slab {

  private final int capacity;
  private volatile @Nullable ByteBuffer buffer;

  Slab(int capacity) {
    this.capacity = capacity;
    buffer = ByteBuffer.allocateDirect(capacity);
  }

  /**
   * The memory, or null once retired. Its position belongs to the encoder: duplicate, then read.
   */
  @Nullable ByteBuffer buffer() {
    return buffer;
  }

  int capacity() {
    return capacity;
  }

  void retire() {
    buffer = null;
  }
}
