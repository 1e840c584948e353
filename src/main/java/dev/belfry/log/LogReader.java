package dev.belfry.log;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one or several topics beyond a cursor, merged by number, a batch at a time.
 * Scratch space for one thread; a read leaves its result in here until the next one.
 */
public final class LogReader {

  /** The most frames in a batch. */
  public static final int BATCH = 64;

  private final Frame[] batch = new Frame[BATCH];
  private int size;
  private long end;

  private TopicView[] views = new TopicView[1];
  private int[] slots = new int[1];

  /** How many frames were read. */
  public int size() {
    return size;
  }

  /** A frame that was read. */
  public Frame frame(int index) {
    return batch[index];
  }

  /** Where a cursor stands once all frames of the batch are written: never beyond the head. */
  public long end() {
    return end;
  }

  /** Whether it holds on to no frame. */
  boolean isEmpty() {
    return Arrays.stream(batch).allMatch(Objects::isNull);
  }

  /** Lets go of the frames, so that an idle reader pins nothing. */
  public void clear() {
    Arrays.fill(batch, null);
    size = 0;
  }

  /**
   * Reads on.
   *
   * @param topics the topics to merge
   * @param cursor the number to start after
   * @param owed what the reader is owed
   * @param head {@link EventLog#head()}, read before this call
   * @return false if something beyond the cursor is gone: the caller tells a gap and goes on at
   *     {@link #resumption}
   */
  public boolean read(TopicLog[] topics, long cursor, Owed owed, Head head) {
    size = 0;
    end = Math.max(head.number(), cursor); // the reader may have been led behind what was lost
    int candidates = collect(topics, cursor);
    long liveFrom = owed.live();
    if (candidates == 1) {
      readOne(views[0], slots[0], liveFrom, head.number());
    } else if (candidates > 1) {
      merge(candidates, liveFrom, head.number());
    }
    Arrays.fill(views, 0, candidates, null);
    // only now: that something is gone is noted before its slot is emptied
    return isComplete(topics, cursor, owed, head);
  }

  /** Whether nothing that a reader at a cursor is owed is gone. */
  public static boolean isComplete(TopicLog[] topics, long cursor, Owed owed, Head head) {
    if (head.breach(cursor, owed) != null) {
      return false;
    }
    for (int i = 0; i < topics.length; i++) {
      TopicView view = topics[i].view();
      boolean missed = view.trimmedTo() > cursor && view.trimmedTo() > owed.trimmedBefore(i);
      boolean missedLive = view.goneTo() > cursor && view.goneTo() > owed.live();
      if (missed || missedLive) {
        return false;
      }
    }
    return true;
  }

  /** The lowest number from which nothing that a reader is owed is missing any more. */
  public static long resumption(TopicLog[] topics, long cursor, Owed owed, Head head) {
    long resumption = cursor;
    for (int i = 0; i < topics.length; i++) {
      TopicView view = topics[i].view();
      if (view.trimmedTo() > owed.trimmedBefore(i)) {
        resumption = Math.max(resumption, view.trimmedTo());
      }
      if (view.goneTo() > owed.live()) {
        resumption = Math.max(resumption, view.goneTo());
      }
    }
    return head.behindBreach(resumption, owed);
  }

  private int collect(TopicLog[] topics, long cursor) {
    if (views.length < topics.length) {
      views = new TopicView[topics.length];
      slots = new int[topics.length];
    }
    int candidates = 0;
    for (TopicLog topic : topics) {
      TopicView view = topic.view();
      if (view.hasAfter(cursor)) {
        views[candidates] = view;
        slots[candidates++] = view.after(cursor);
      }
    }
    return candidates;
  }

  private void readOne(TopicView view, int first, long liveFrom, long head) {
    for (int slot = first; slot < view.to(); slot++) {
      if (view.numbers()[slot] > head || !take(view.at(slot), liveFrom)) {
        return;
      }
    }
  }

  private void merge(int candidates, long liveFrom, long head) {
    while (true) {
      int lowest = -1;
      long number = head + 1;
      for (int i = 0; i < candidates; i++) {
        TopicView view = views[i];
        if (slots[i] < view.to() && view.numbers()[slots[i]] < number) {
          number = view.numbers()[slots[i]];
          lowest = i;
        }
      }
      if (lowest < 0 || !take(views[lowest].at(slots[lowest]++), liveFrom)) {
        return;
      }
    }
  }

  /** Takes a frame into the batch; false if the batch is full, which then ends with what it has. */
  private boolean take(@Nullable Frame frame, long liveFrom) {
    if (frame == null || frame.deleted() || (!frame.retain() && frame.number() <= liveFrom)) {
      return true;
    }
    if (size == BATCH) {
      end = batch[BATCH - 1].number();
      return false;
    }
    batch[size++] = frame;
    return true;
  }
}
