package dev.belfry.log;

import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one topic, in the order of their numbers. One tailer writes, any number of readers
 * read without a lock, from an immutable {@link View} that each change replaces.
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
   * @param numbers of the frames, ascending in {@code from..to}
   * @param frames the frames; null where one has left
   * @param from the first slot in use
   * @param to behind the last slot in use
   * @param retained how many frames in use go to those who come later
   * @param trimmedTo the highest number of a retained event that has left
   * @param droppedTo the highest number of any event that has left
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
  record View(
      long[] numbers,
      @Nullable Frame[] frames,
      int from,
      int to,
      int retained,
      long trimmedTo,
      long droppedTo) {

    /** The slot of the first number beyond a cursor; {@code to} if there is none. */
    int after(long cursor) {
      int low = from;
      int high = to;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (numbers[middle] <= cursor) {
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
      return new View(numbers, frames, newFrom, to, newRetained, newTrimmedTo, newDroppedTo);
    }

    /** Whether there is a number beyond a cursor. */
    boolean hasAfter(long cursor) {
      return to > from && numbers[to - 1] > cursor;
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

  /** The event at a number, if it can be replayed, or null. */
  public @Nullable Event retainedAt(long number) {
    Frame frame = frameAt(number);
    return frame != null && frame.replayable() ? frame.event() : null;
  }

  /** Whether the event at a number was taken out, and still has its place. */
  public boolean deletedAt(long number) {
    Frame frame = frameAt(number);
    return frame != null && frame.deleted();
  }

  @Nullable Frame frameAt(long number) {
    View now = view;
    int slot = now.after(number - 1);
    Frame frame = slot < now.to ? now.at(slot) : null;
    return frame != null && frame.number() == number ? frame : null;
  }

  View view() {
    return view;
  }

  /** The highest number of a retained event that is gone. */
  public long trimmedTo() {
    return view.trimmedTo;
  }

  /** The highest number of any event that is gone. */
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
    View roomy = old.to < old.numbers.length ? old : compacted(old);
    roomy.numbers[roomy.to] = frame.number();
    roomy.frames[roomy.to] = frame;
    view =
        new View(
            roomy.numbers,
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
    long[] numbers = new long[capacity];
    @Nullable Frame[] frames = new Frame[capacity];
    int to = 0;
    for (int slot = old.from; slot < old.to; slot++) {
      Frame frame = old.at(slot);
      if (frame != null) {
        numbers[to] = old.numbers[slot];
        frames[to++] = frame;
      }
    }
    return new View(numbers, frames, 0, to, old.retained, old.trimmedTo, old.droppedTo);
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
    long number = frame.number();
    int slot = old.after(number - 1);
    if (slot == old.to || old.numbers[slot] != number || old.at(slot) == null) {
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
            frame.replayable() ? Math.max(old.trimmedTo, number) : old.trimmedTo,
            frame.deleted() ? old.droppedTo : Math.max(old.droppedTo, number));
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

  /** The frames beyond a number. */
  List<Frame> framesAfter(long number) {
    View now = view;
    List<Frame> frames = new ArrayList<>();
    for (int slot = now.after(number); slot < now.to; slot++) {
      Frame frame = now.at(slot);
      if (frame != null) {
        frames.add(frame);
      }
    }
    return frames;
  }

  /**
   * Takes out what all frames beyond a number say, as if each were deleted, and what was noted of
   * others there: nobody has missed them.
   */
  void withdraw(long number) {
    View old = view;
    int retained = old.retained;
    for (Frame frame : framesAfter(number)) {
      retained -= frame.replayable() ? 1 : 0;
      frame.markDeleted();
    }
    long trimmedTo = Math.min(old.trimmedTo, number);
    view = old.with(old.from, retained, trimmedTo, Math.min(old.droppedTo, number));
  }

  /** Notes that an event which is not to be retained was never here. */
  void dropped(long number) {
    mark(view.trimmedTo, number);
  }

  /** Notes that what was here up to a number cannot be had any more. */
  void trimmed(long number) {
    mark(Math.max(view.trimmedTo, number), number);
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
