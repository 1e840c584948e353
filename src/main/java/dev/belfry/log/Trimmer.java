package dev.belfry.log;

import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the log within its {@link Retention}. The tailer's own: one thread at a time.
 *
 * <p>Frames stand in two queues in the order of their numbers: those to be retained, and others. A
 * frame that leaves because of its topic's own bound stays in its queue as a mark, until it comes
 * to the front or the marks outnumber the rest.
 */
final class Trimmer {

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

  /** The next frame that has to leave because all take too many bytes, or null. */
  @Nullable Frame over() {
    if (unretained.bytes > retention.unretainedBytes()) {
      return unretained.first();
    }
    return retained.bytes > retention.bytes() ? retained.first() : null;
  }

  /** The next frame that has to leave because it is too old, or null. */
  @Nullable Frame tooOld(Instant now) {
    Frame passing = unretained.first();
    if (passing != null && passing.isOlderThan(now.minus(Retention.UNRETAINED_AGE))) {
      return passing;
    }
    Frame oldest = retained.first();
    return oldest != null && oldest.isOlderThan(now.minus(retention.age())) ? oldest : null;
  }

  /** Whether a topic holds more events that can be replayed than one may. */
  boolean isOver(TopicView topic) {
    return topic.replayable() > retention.events();
  }

  void removed(Frame frame) {
    frame.markGone();
    (frame.retain() ? retained : unretained).removed(frame);
  }

  /**
   * A queue of frames, in the order of their numbers, with marks for those that have left out of
   * turn.
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
      while (first != null && first.gone()) {
        frames.remove();
        first = frames.peek();
      }
      return first;
    }

    void removed(Frame gone) {
      live--;
      bytes -= gone.weight();
      if (frames.size() > 2 * live + FEW) {
        ArrayDeque<Frame> left = new ArrayDeque<>(live + 1);
        for (Frame frame : frames) {
          if (!frame.gone()) {
            left.add(frame);
          }
        }
        frames = left;
      }
    }
  }
}
