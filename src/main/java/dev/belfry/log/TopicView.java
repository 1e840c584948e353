package dev.belfry.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader sees of a topic: its frames in the order of their numbers, and what is gone.
 * Immutable but for its slots: the tailer makes the next view of this one, and the two may share
 * their arrays.
 *
 * <p>A frame that is removed from the middle (of an event that was not to be retained) leaves an
 * empty slot; one that is removed at the front moves {@code from}. A reader that finds an empty
 * slot skips it, and looks at {@link #trimmedTo} and {@link #goneTo} of the newest view afterwards:
 * they were raised before the slot was emptied.
 *
 * @param numbers of the frames, ascending in {@code from..to}
 * @param frames the frames; null where one was removed
 * @param from the first slot in use
 * @param to behind the last slot in use
 * @param replayable how many frames in use go to those who come later
 * @param trimmedTo the highest number of an event that was trimmed
 * @param goneTo the highest number of an event that is gone; at least {@code trimmedTo}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
record TopicView(
    long[] numbers,
    @Nullable Frame[] frames,
    int from,
    int to,
    int replayable,
    long trimmedTo,
    long goneTo) {

  private static final int FIRST_CAPACITY = 4;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Frame[].class);

  /**
   * Of a topic without frames.
   *
   * @param trimmedTo the highest number that may have been trimmed
   */
  static TopicView empty(long trimmedTo) {
    return new TopicView(new long[0], new Frame[0], 0, 0, 0, trimmedTo, trimmedTo);
  }

  boolean isEmpty() {
    return from == to;
  }

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

  /** Whether there is a number beyond a cursor. */
  boolean hasAfter(long cursor) {
    return to > from && numbers[to - 1] > cursor;
  }

  /** The frame in a slot, or null if it was removed. */
  @Nullable Frame at(int slot) {
    return (@Nullable Frame) SLOT.getAcquire(frames, slot);
  }

  /** The frame of a number, or null if there is none. */
  @Nullable Frame frame(long number) {
    int slot = after(number - 1);
    Frame frame = slot < to ? at(slot) : null;
    return frame != null && frame.number() == number ? frame : null;
  }

  /** The oldest frame, or null if there is none. */
  @Nullable Frame oldest() {
    return isEmpty() ? null : at(from);
  }

  /** The oldest frame that goes to those who come later, or null. */
  @Nullable Frame oldestReplayable() {
    for (int slot = from; slot < to; slot++) {
      Frame frame = at(slot);
      if (frame != null && frame.replayable()) {
        return frame;
      }
    }
    return null;
  }

  /** The newest frame that goes to those who come later, or null. */
  @Nullable Frame newestReplayable() {
    for (int slot = to - 1; slot >= from; slot--) {
      Frame frame = at(slot);
      if (frame != null && frame.replayable()) {
        return frame;
      }
    }
    return null;
  }

  /** The frames beyond a number. */
  List<Frame> framesAfter(long number) {
    List<Frame> beyond = new ArrayList<>();
    for (int slot = after(number); slot < to; slot++) {
      Frame frame = at(slot);
      if (frame != null) {
        beyond.add(frame);
      }
    }
    return beyond;
  }

  // --- the tailer's side

  /** Behind a frame with the next number. */
  TopicView plus(Frame frame) {
    TopicView roomy = to < numbers.length ? this : compacted();
    roomy.numbers[roomy.to] = frame.number();
    roomy.frames[roomy.to] = frame;
    return new TopicView(
        roomy.numbers,
        roomy.frames,
        roomy.from,
        roomy.to + 1,
        replayable + (frame.replayable() ? 1 : 0),
        trimmedTo,
        goneTo);
  }

  /** With what is left in arrays of its own: readers may still hold the old ones. */
  private TopicView compacted() {
    int live = 0;
    for (int slot = from; slot < to; slot++) {
      live += at(slot) == null ? 0 : 1;
    }
    int capacity = Math.max(FIRST_CAPACITY, live + (live >> 1) + 1);
    long[] newNumbers = new long[capacity];
    @Nullable Frame[] newFrames = new Frame[capacity];
    int count = 0;
    for (int slot = from; slot < to; slot++) {
      Frame frame = at(slot);
      if (frame != null) {
        newNumbers[count] = numbers[slot];
        newFrames[count++] = frame;
      }
    }
    return new TopicView(newNumbers, newFrames, 0, count, replayable, trimmedTo, goneTo);
  }

  /** The slot of a frame; -1 if it was removed. */
  int slotOf(Frame frame) {
    int slot = after(frame.number() - 1);
    boolean there = slot < to && numbers[slot] == frame.number() && at(slot) != null;
    return there ? slot : -1;
  }

  /**
   * Without the frame in a slot, for which {@link #clear} has to be called once this is the topic's
   * view. Nobody misses a frame that was deleted.
   */
  TopicView without(Frame frame, int slot) {
    int newFrom = from;
    if (slot == from) {
      do {
        newFrom++;
      } while (newFrom < to && at(newFrom) == null);
    }
    long number = frame.number();
    return with(
        newFrom,
        replayable - (frame.replayable() ? 1 : 0),
        frame.replayable() ? Math.max(trimmedTo, number) : trimmedTo,
        frame.deleted() ? goneTo : Math.max(goneTo, number));
  }

  /** Empties a slot. */
  void clear(int slot) {
    SLOT.setRelease(frames, slot, (@Nullable Frame) null);
  }

  /** With fewer frames that go to those who come later, since some were deleted. */
  TopicView withReplayable(int left) {
    return with(from, left, trimmedTo, goneTo);
  }

  /** With others that were trimmed, and are gone. */
  TopicView withGone(long newTrimmedTo, long newGoneTo) {
    return with(from, replayable, newTrimmedTo, newGoneTo);
  }

  private TopicView with(int newFrom, int newReplayable, long newTrimmedTo, long newGoneTo) {
    return new TopicView(numbers, frames, newFrom, to, newReplayable, newTrimmedTo, newGoneTo);
  }
}
