package dev.belfry.sse;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounded direct memory for encoded frames. The oldest slab is retired for the newest, ahead of
 * need: its memory can be used again only when no reader is left that may have found it.
 *
 * <p>Not thread-safe but for {@link #held}: under the encoder's lock.
 */
final class Slabs {

  private static final int RESERVED_PART = 4;

  private final GracePeriods periods;
  private final int slabSize;
  private final long maxBytes;

  /** How much is kept retired, so that there is memory when it is needed. */
  private final long reserve;

  private final ArrayDeque<Slab> inUse = new ArrayDeque<>();
  private final ArrayDeque<Slab> retired = new ArrayDeque<>();
  private final ArrayDeque<Slab> free = new ArrayDeque<>();

  /** The bytes of the slabs that are in use. */
  private long used;

  /** The bytes that were asked for in vain last; 0 if there was enough. */
  private int wanted;

  private final AtomicLong held = new AtomicLong();

  /**
   * @param slabSize of slabs that are used again; 0 if each is made for one frame, and freed
   * @param maxBytes the most to hold, but for one slab, which there always is
   */
  Slabs(GracePeriods periods, int slabSize, long maxBytes) {
    this.periods = periods;
    this.slabSize = slabSize;
    this.maxBytes = maxBytes;
    long slabs = slabSize == 0 ? 0 : maxBytes / slabSize;
    this.reserve = slabs < 2 ? 0 : Math.max(1, slabs / RESERVED_PART) * slabSize;
  }

  /** The bytes of all slabs: in use, waiting for their readers, and free. Any thread. */
  long held() {
    return held.get();
  }

  /** Whether what was asked for in vain last could still not be had. */
  boolean isExhausted() {
    if (wanted == 0) {
      return false;
    }
    reclaim();
    return free.isEmpty() && !mayHold(wanted);
  }

  /** A slab with room for so many bytes, or null if there is none before readers have gone on. */
  @Nullable Slab withRoom(int length) {
    Slab newest = inUse.peekLast();
    if (newest != null && newest.remaining() >= length) {
      return newest;
    }
    reclaim();
    int size = Math.max(slabSize, length);
    Slab next = free.poll();
    if (next == null && mayHold(size)) {
      next = slabSize == 0 ? Slab.single(size) : Slab.reusable(size);
      held.addAndGet(size);
    }
    if (next == null) {
      wanted = size;
      retireDownTo(maxBytes - Math.max(reserve, size), 0);
      return null;
    }
    wanted = 0;
    inUse.add(next);
    used += size;
    retireDownTo(maxBytes - reserve, 1);
    return next;
  }

  private boolean mayHold(int more) {
    return held() == 0 || held() + more <= maxBytes;
  }

  private void retireDownTo(long bytes, int slabs) {
    while (used > bytes && inUse.size() > slabs) {
      Slab oldest = inUse.remove();
      used -= oldest.capacity();
      oldest.retire(periods);
      retired.add(oldest);
    }
  }

  /** Frees what nobody reads any more. */
  private void reclaim() {
    Slab oldest = retired.peek();
    while (oldest != null && oldest.isUnread(periods)) {
      retired.remove();
      if (slabSize == 0) {
        held.addAndGet(-oldest.capacity());
        oldest.free();
      } else {
        free.add(oldest.reused());
      }
      oldest = retired.peek();
    }
  }
}
