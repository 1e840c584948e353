package dev.belfry.sse;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Says when memory that readers can no longer find may be written to again: when each reader has
 * left the section in which it may have found it (the grace period of read-copy-update).
 *
 * <p>Two volatile fields decide it. The writer first hides the memory, then begins a period, then
 * looks where each reader is. A reader first says that it is inside, and of which period, and looks
 * for memory then. So a reader that the writer saw outside cannot find what was hidden before.
 */
final class GracePeriods {

  private final List<Reader> readers = new CopyOnWriteArrayList<>();

  /** The number of the newest period. Written by one thread at a time. */
  private volatile long newest;

  /** Adds a reader for good. It is outside. */
  Reader reader() {
    Reader reader = new Reader(this);
    readers.add(reader);
    return reader;
  }

  /** Begins a period, after something was hidden. Returns its number. One thread at a time. */
  long begin() {
    long begun = newest + 1;
    newest = begun;
    return begun;
  }

  /** Whether no reader is inside that may have found what was hidden before a period began. */
  boolean isOver(long period) {
    for (Reader reader : readers) {
      if (reader.inside < period) {
        return false;
      }
    }
    return true;
  }

  /** One thread that reads. */
  static final class Reader implements FrameEncoder.Reader {

    private static final long OUTSIDE = Long.MAX_VALUE;

    private final GracePeriods periods;

    /** The newest period when this reader went inside, or {@link #OUTSIDE}. */
    private volatile long inside = OUTSIDE;

    private Reader(GracePeriods periods) {
      this.periods = periods;
    }

    @Override
    public void enter() {
      inside = periods.newest; // volatile: what is looked for afterwards is looked for after this
    }

    @Override
    public void exit() {
      inside = OUTSIDE;
    }
  }
}
