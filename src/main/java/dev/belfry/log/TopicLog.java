package dev.belfry.log;

import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one topic, in position order. One tailer writes, any number of readers read without
 * a lock, from an immutable {@link View} that each change replaces.
 *
 * <p>A frame that leaves the middle of the log (an event that was not to be retained) leaves an
 * empty slot behind; one that leaves at the front moves {@code from}. A reader that finds an empty
 * slot skips it, and asks {@link #trimmedTo()} and {@link #droppedTo()} afterwards: they were
 * raised before the slot was emptied.
 */
public final class TopicLog {

  private static final System.Logger LOGGER = System.getLogger(TopicLog.class.getName());

  private static final int FIRST_CAPACITY = 4;
  private static final AppendListener[] NOBODY = {};
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Frame[].class);
  private static final VarHandle PINS = pins();

  /** In the place of the number of pins: the log has forgotten this topic. */
  private static final int FORGOTTEN = -1;

  private final TopicName name;
  private volatile View view;
  private volatile AppendListener[] listeners = NOBODY;

  /** How many readers were admitted that nobody follows the topic for yet, or FORGOTTEN. */
  private volatile int pins;

  private static VarHandle pins() {
    try {
      return MethodHandles.lookup().findVarHandle(TopicLog.class, "pins", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * What a reader sees.
   *
   * @param positions of the frames, ascending in {@code from..to}
   * @param frames the frames; null where one has left
   * @param from the first slot in use
   * @param to behind the last slot in use
   * @param retained how many frames in use go to those who come later
   * @param trimmedTo the highest position of a retained event that has left
   * @param droppedTo the highest position of any event that has left
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
  record View(
      long[] positions,
      @Nullable Frame[] frames,
      int from,
      int to,
      int retained,
      long trimmedTo,
      long droppedTo) {

    /** The slot of the first position beyond a cursor; {@code to} if there is none. */
    int after(long cursor) {
      int low = from;
      int high = to;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (positions[middle] <= cursor) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** The frame in a slot, or null if it has left. */
    @Nullable Frame at(int slot) {
      return (@Nullable Frame) SLOT.getAcquire(frames, slot);
    }

    /** The same frames, with other bounds and marks. */
    View with(int newFrom, int newRetained, long newTrimmedTo, long newDroppedTo) {
      return new View(positions, frames, newFrom, to, newRetained, newTrimmedTo, newDroppedTo);
    }

    /** Whether there is a position beyond a cursor. */
    boolean hasAfter(long cursor) {
      return to > from && positions[to - 1] > cursor;
    }
  }

  TopicLog(TopicName name, long trimmedTo) {
    this.name = name;
    this.view = new View(new long[0], new Frame[0], 0, 0, 0, trimmedTo, trimmedTo);
  }

  /** The topic. */
  public TopicName name() {
    return name;
  }

  /** Readers of this topic on this node. */
  public int readers() {
    int readers = 0;
    for (AppendListener listener : listeners) {
      readers += listener.readers();
    }
    return readers;
  }

  /** How many events of this topic can be replayed. */
  public int retained() {
    return view.retained;
  }

  /** The oldest event that can be replayed, or null. */
  public @Nullable Event oldestRetained() {
    View now = view;
    for (int slot = now.from; slot < now.to; slot++) {
      Frame frame = now.at(slot);
      if (frame != null && frame.replayable()) {
        return frame.event();
      }
    }
    return null;
  }

  /** The newest event that can be replayed, or null. */
  public @Nullable Event newestRetained() {
    View now = view;
    for (int slot = now.to - 1; slot >= now.from; slot--) {
      Frame frame = now.at(slot);
      if (frame != null && frame.replayable()) {
        return frame.event();
      }
    }
    return null;
  }

  /** The event at a position, if it can be replayed, or null. */
  public @Nullable Event retainedAt(long position) {
    Frame frame = frameAt(position);
    return frame != null && frame.replayable() ? frame.event() : null;
  }

  /** Whether the event at a position was taken out, and still has its place. */
  public boolean deletedAt(long position) {
    Frame frame = frameAt(position);
    return frame != null && frame.deleted();
  }

  @Nullable Frame frameAt(long position) {
    View now = view;
    int slot = now.after(position - 1);
    Frame frame = slot < now.to ? now.at(slot) : null;
    return frame != null && frame.position() == position ? frame : null;
  }

  View view() {
    return view;
  }

  /** The highest position of a retained event that is gone. */
  public long trimmedTo() {
    return view.trimmedTo;
  }

  /** The highest position of any event that is gone. */
  long droppedTo() {
    return view.droppedTo;
  }

  boolean isEmpty() {
    return view.from == view.to;
  }

  /** Whether a worker follows it, or is going to for a reader that was admitted. */
  boolean isFollowed() {
    return listeners.length > 0 || pins > 0;
  }

  // --- the tailer's side

  void append(Frame frame) {
    View old = view;
    View roomy = old.to < old.positions.length ? old : compacted(old);
    roomy.positions[roomy.to] = frame.position();
    roomy.frames[roomy.to] = frame;
    view =
        new View(
            roomy.positions,
            roomy.frames,
            roomy.from,
            roomy.to + 1,
            roomy.retained + (frame.retained() ? 1 : 0),
            roomy.trimmedTo,
            roomy.droppedTo);
  }

  /** Moves what is left to arrays of its own: readers may still hold the old ones. */
  private static View compacted(View old) {
    int live = 0;
    for (int slot = old.from; slot < old.to; slot++) {
      live += old.at(slot) == null ? 0 : 1;
    }
    int capacity = Math.max(FIRST_CAPACITY, live + (live >> 1) + 1);
    long[] positions = new long[capacity];
    @Nullable Frame[] frames = new Frame[capacity];
    int to = 0;
    for (int slot = old.from; slot < old.to; slot++) {
      Frame frame = old.at(slot);
      if (frame != null) {
        positions[to] = old.positions[slot];
        frames[to++] = frame;
      }
    }
    return new View(positions, frames, 0, to, old.retained, old.trimmedTo, old.droppedTo);
  }

  /** The oldest frame, or null if there is none. */
  @Nullable Frame oldest() {
    View now = view;
    return now.from == now.to ? null : now.at(now.from);
  }

  /**
   * Takes a frame out, marks first, slot last. Nobody misses one that was deleted, and nothing
   * happens if it was taken out before.
   */
  void remove(Frame frame) {
    View old = view;
    long position = frame.position();
    int slot = old.after(position - 1);
    if (slot == old.to || old.positions[slot] != position || old.at(slot) == null) {
      return;
    }
    int from = old.from;
    if (slot == from) {
      do {
        from++;
      } while (from < old.to && old.at(from) == null);
    }
    view =
        old.with(
            from,
            old.retained - (frame.replayable() ? 1 : 0),
            frame.replayable() ? Math.max(old.trimmedTo, position) : old.trimmedTo,
            frame.deleted() ? old.droppedTo : Math.max(old.droppedTo, position));
    SLOT.setRelease(old.frames, slot, (@Nullable Frame) null);
  }

  /**
   * Takes out what a frame says; it keeps its place.
   *
   * @param frame one that is in this log, to be retained, and not deleted
   */
  void delete(Frame frame) {
    View old = view;
    frame.markDeleted();
    view = old.with(old.from, old.retained - 1, old.trimmedTo, old.droppedTo);
  }

  /** Notes that an event which is not to be retained was never here. */
  void dropped(long position) {
    mark(view.trimmedTo, position);
  }

  /** Notes that what was here up to a position cannot be had any more. */
  void trimmed(long position) {
    mark(Math.max(view.trimmedTo, position), position);
  }

  private void mark(long trimmedTo, long droppedTo) {
    View old = view;
    view = old.with(old.from, old.retained, trimmedTo, Math.max(old.droppedTo, droppedTo));
  }

  /** Tells all who follow, also if one of them fails: it is not the tailer's to mend. */
  void notifyListeners() {
    for (AppendListener listener : listeners) {
      try {
        listener.appended();
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }
  }

  private static void failed(Throwable cause) {
    try {
      LOGGER.log(System.Logger.Level.ERROR, "a listener failed", cause);
    } catch (RuntimeException | Error e) {
      // it cannot be told; the others have to be all the same
    }
  }

  // --- any thread

  /** Adds a reader that was admitted. Returns false if the log has forgotten this topic. */
  boolean pin() {
    int now = pins;
    while (now != FORGOTTEN) {
      if (PINS.compareAndSet(this, now, now + 1)) {
        return true;
      }
      now = pins;
    }
    return false;
  }

  void unpin() {
    PINS.getAndAdd(this, -1);
  }

  // --- under the topic's key in the log

  /** Makes sure that nobody pins it from here on. Returns false if somebody has. */
  boolean leave() {
    return PINS.compareAndSet(this, 0, FORGOTTEN);
  }

  void add(AppendListener listener) {
    AppendListener[] old = listeners;
    AppendListener[] grown = Arrays.copyOf(old, old.length + 1);
    grown[old.length] = listener;
    listeners = grown;
  }

  void drop(AppendListener listener) {
    listeners =
        Arrays.stream(listeners).filter(l -> !l.equals(listener)).toArray(AppendListener[]::new);
  }
}
