package dev.belfry.log;

import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One topic: its frames, and who follows them. One tailer writes, any number of readers read
 * without a lock, from a {@link TopicView} that each change replaces.
 */
public final class TopicLog {

  private static final System.Logger LOGGER = System.getLogger(TopicLog.class.getName());

  private static final AppendListener[] NOBODY = {};
  private static final VarHandle PINS = pins();

  /** Instead of a number of pins: the log has forgotten this topic. */
  private static final int FORGOTTEN = -1;

  private final TopicName name;
  private volatile TopicView view;
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

  TopicLog(TopicName name, long trimmedTo) {
    this.name = name;
    this.view = TopicView.empty(trimmedTo);
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
  public int replayable() {
    return view.replayable();
  }

  /** The oldest event that can be replayed, or null. */
  public @Nullable Event oldestReplayable() {
    return event(view.oldestReplayable());
  }

  /** The newest event that can be replayed, or null. */
  public @Nullable Event newestReplayable() {
    return event(view.newestReplayable());
  }

  /** The event of a number, if it can be replayed, or null. */
  public @Nullable Event replayable(long number) {
    Frame frame = view.frame(number);
    return frame != null && frame.replayable() ? frame.event() : null;
  }

  private static @Nullable Event event(@Nullable Frame frame) {
    return frame == null ? null : frame.event();
  }

  /** Whether the event of a number was deleted, and its frame is still here. */
  public boolean isDeleted(long number) {
    Frame frame = view.frame(number);
    return frame != null && frame.deleted();
  }

  TopicView view() {
    return view;
  }

  /** The highest number of an event that was trimmed. */
  public long trimmedTo() {
    return view.trimmedTo();
  }

  /** The highest number of an event that is gone. */
  long goneTo() {
    return view.goneTo();
  }

  boolean isEmpty() {
    return view.isEmpty();
  }

  /** Whether a worker follows it, or is going to for a reader that was admitted. */
  boolean isFollowed() {
    return listeners.length > 0 || pins > 0;
  }

  // --- the tailer's side

  void append(Frame frame) {
    view = view.plus(frame);
  }

  /**
   * Removes a frame: what is gone is noted before its slot is emptied. Nobody misses one that was
   * deleted, and nothing happens if it was removed before.
   */
  void remove(Frame frame) {
    TopicView old = view;
    int slot = old.slotOf(frame);
    if (slot >= 0) {
      view = old.without(frame, slot);
      old.clear(slot);
    }
  }

  /**
   * Deletes the event of a frame, which stays in its slot.
   *
   * @param frame one that is in this log, to be retained, and not deleted
   */
  void delete(Frame frame) {
    TopicView old = view;
    frame.markDeleted();
    view = old.withReplayable(old.replayable() - 1);
  }

  /**
   * Deletes the events of all frames beyond a number, and takes back that others there are gone:
   * nobody has missed them.
   */
  void withdraw(long number) {
    TopicView old = view;
    int left = old.replayable();
    for (Frame frame : old.framesAfter(number)) {
      left -= frame.replayable() ? 1 : 0;
      frame.markDeleted();
    }
    view =
        old.withReplayable(left)
            .withGone(Math.min(old.trimmedTo(), number), Math.min(old.goneTo(), number));
  }

  /** Notes that an event was skipped. */
  void skipped(long number) {
    TopicView old = view;
    view = old.withGone(old.trimmedTo(), Math.max(old.goneTo(), number));
  }

  /** Notes that what was to be retained up to a number was trimmed. */
  void trimmed(long number) {
    TopicView old = view;
    view = old.withGone(Math.max(old.trimmedTo(), number), Math.max(old.goneTo(), number));
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

  /** Ends what {@link #pin} began. */
  void unpin() {
    PINS.getAndAdd(this, -1);
  }

  // --- under the topic's key in the log

  /** Makes sure that nobody pins it from here on. Returns false if somebody has. */
  boolean forget() {
    return PINS.compareAndSet(this, 0, FORGOTTEN);
  }

  void addListener(AppendListener listener) {
    AppendListener[] old = listeners;
    AppendListener[] grown = Arrays.copyOf(old, old.length + 1);
    grown[old.length] = listener;
    listeners = grown;
  }

  void removeListener(AppendListener listener) {
    listeners =
        Arrays.stream(listeners).filter(l -> !l.equals(listener)).toArray(AppendListener[]::new);
  }
}
