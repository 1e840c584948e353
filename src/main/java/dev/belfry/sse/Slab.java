package dev.belfry.sse;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One use of a stretch of direct memory, in which encoded frames lie one behind the other. Once it
 * is retired, its memory cannot be found by way of it; the next use of the memory is another slab.
 */
final class Slab {

  private final ByteBuffer memory;
  private final @Nullable Arena arena;
  private volatile @Nullable ByteBuffer buffer;

  /** The grace period that has to be over before the memory is used again. */
  private long retiredIn;

  private Slab(ByteBuffer memory, @Nullable Arena arena) {
    this.memory = memory;
    this.arena = arena;
    this.buffer = memory;
  }

  /** Memory that is to be used again and again, and is never freed by hand. */
  static Slab reusable(int capacity) {
    return new Slab(ByteBuffer.allocateDirect(capacity), null);
  }

  /** Memory that is used once, and freed by {@link #free}. */
  static Slab single(int capacity) {
    Arena arena = Arena.ofShared();
    return new Slab(arena.allocate(capacity).asByteBuffer(), arena);
  }

  /**
   * The memory, or null once retired. Its position belongs to the encoder: duplicate, then read.
   */
  @Nullable ByteBuffer buffer() {
    return buffer;
  }

  int capacity() {
    return memory.capacity();
  }

  int remaining() {
    return memory.remaining();
  }

  /** Hides the memory. */
  void retire(GracePeriods periods) {
    buffer = null;
    retiredIn = periods.begin();
  }

  /** Whether nobody reads the memory any more. */
  boolean isUnread(GracePeriods periods) {
    return periods.isOver(retiredIn);
  }

  /** The next use of the memory. */
  Slab reused() {
    return new Slab(memory.clear(), arena);
  }

  /** Frees memory that is used once. */
  void free() {
    if (arena != null) {
      arena.close();
    }
  }
}
