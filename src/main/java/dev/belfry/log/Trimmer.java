package dev.belfry.log;

import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the log within its {@link Retention}: says which frame is to be removed next. The tailer's
 * alone.
 *
 * <p>Frames stand in two queues in the order of their numbers: those to be retained, and others. A
 * frame that is removed because of its topic's own bound stays in its queue until it comes to the
 * front, or such frames outnumber the rest.
 */
final class Trimmer {

  /** So many removed frames may stand in a queue, however short it is. */
  private static final int FEW = 1024;

  private final Retention retention;
  private final Line retained = new Line();
  private final Line unretained = new Line();

  Trimmer(Retention retention) {
    this.retention = retention;
  }

  /** Bytes in the log, with what a frame costs besides its data. */
  long bytes() {
    return retained.bytes + unretained.bytes;
  }

  /** Frames in the log. */
  int frames() {
    return retained.live + unretained.live;
  }

  /** The oldest frame that is to be retained, or null. */
  @Nullable Frame oldest() {
    return retained.first();
  }

  void added(Frame frame) {
    (frame.retain() ? retained : unretained).add(frame);
  }

  /** The next frame to be removed because all take too many bytes, or null. */
  @Nullable Frame over() {
    if (unretained.bytes > retention.unretainedBytes()) {
      return unretained.first();
    }
    return retained.bytes > retention.bytes() ? retained.first() : null;
  }

  /** The next frame to be removed because it is too old, or null. */
  @Nullable Frame tooOld(Instant now) {
    Frame oldest = unretained.first();
    if (oldest != null && oldest.isOlderThan(now.minus(Retention.UNRETAINED_AGE))) {
      return oldest;
    }
    oldest = retained.first();
    return oldest != null && oldest.isOlderThan(now.minus(retention.age())) ? oldest : null;
  }

  /** Whether a topic holds more events that can be replayed than one may. */
  boolean isOver(TopicView topic) {
    return topic.replayable() > retention.events();
  }

  void removed(Frame frame) {
    frame.markRemoved();
    (frame.retain() ? retained : unretained).removed(frame);
  }

  /**
   * A queue of frames, in the order of their numbers, and of some that were removed out of turn.
   */
  private static final class Line {

    private ArrayDeque<Frame> frames = new ArrayDeque<>();
    private int live;
    private long bytes;

    void add(Frame frame) {
      frames.add(frame);
      live++;
      bytes += frame.weight();
    }

    @Nullable Frame first() {
      Frame first = frames.peek();
      while (first != null && first.removed()) {
        frames.remove();
        first = frames.peek();
      }
      return first;
    }

    void removed(Frame removed) {
      live--;
      bytes -= removed.weight();
      if (frames.size() > 2 * live + FEW) {
        ArrayDeque<Frame> left = new ArrayDeque<>(live + 1);
        for (Frame frame : frames) {
          if (!frame.removed()) {
            left.add(frame);
          }
        }
        frames = left;
      }
    }
  }
}
