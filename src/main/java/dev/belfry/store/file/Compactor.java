package dev.belfry.store.file;

import dev.belfry.store.RetainedEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the sealed segments are compacted, and has it done in the background. A pass goes
 * through all of them, oldest first. The writer's own, but for the passes.
 */
final class Compactor {

  private static final Logger LOGGER = LoggerFactory.getLogger(Compactor.class);

  /**
   * The pause behind a pass, in times of how long the pass took: so compaction takes a fifth of the
   * disk's time at most. There is none once the segments have grown half of the way to the limit,
   * as what is retained would be dropped there.
   */
  private static final int PAUSE = 4;

  /** The same where the segments have not grown since: then only what was trimmed gives space. */
  private static final int LONG_PAUSE = 32;

  /** The longest pause: a pass that took long because the disk hung says nothing of the next. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final Disk disk;
  private final SealedSegments.Bounds bounds;
  private final LongSupplier nanoClock;
  private final BackgroundExecutor background;
  private final Supplier<String> newNames;

  private @Nullable RetainedEvents retained;

  /** Whether a pass is under way. The writer begins it, the background executor ends it. */
  private volatile boolean running;

  /** How the last pass went. The background executor writes these ahead of {@link #running}. */
  private long bytesAfter;

  private long took;
  private long endedAt;

  /** See {@link #uncompacted}. The background executor sets it to 0. */
  private volatile long uncompacted;

  /** Whether segments were dropped since the last pass though something in them was retained. */
  private boolean overran;

  /**
   * A compactor that does nothing before {@link #start}.
   *
   * @param newNames names of files that are not there
   */
  Compactor(
      Disk disk,
      SealedSegments.Bounds bounds,
      LongSupplier nanoClock,
      BackgroundExecutor background,
      Supplier<String> newNames) {
    this.disk = disk;
    this.bounds = bounds;
    this.nanoClock = nanoClock;
    this.background = background;
    this.newNames = newNames;
    this.endedAt = nanoClock.getAsLong();
  }

  /**
   * Says what is retained: from now on segments may be compacted.
   *
   * @param bytes the length of the segments that were found at the start
   */
  void start(RetainedEvents retaining, long bytes) {
    retained = retaining;
    uncompacted = bytes;
  }

  /**
   * How many bytes the segments have that were found at the start, until the first pass has ended;
   * 0 behind it. They do not count towards the limit of the directory: if the retention was made
   * smaller, they may be over it, and what the smaller one still retains must not be dropped before
   * the first pass could set it apart from the rest.
   */
  long uncompacted() {
    return uncompacted;
  }

  /** Notes that the segments had reached the limit, so that the next pass is to come soon. */
  void overran() {
    overran = true;
  }

  /**
   * Begins a pass if the segments take more than is retained, and the pause behind the last pass is
   * over.
   *
   * @param segments oldest first
   * @param bytes the length of all of them
   * @param limit the position that the segment behind them begins with
   */
  void compactIfNeeded(List<SealedSegment> segments, long bytes, long limit) {
    RetainedEvents retaining = retained;
    if (retaining == null || running || bytes <= bounds.bytes()) {
      return;
    }
    boolean grown = overran || bytes > bytesAfter + bounds.segment();
    boolean urgent = grown && bytes - bounds.bytes() > bounds.most() - bytes;
    long now = nanoClock.getAsLong();
    long pause = Math.min(took * (grown ? PAUSE : LONG_PAUSE), LONGEST_PAUSE.toNanos());
    if (urgent || now - endedAt >= pause) {
      overran = false;
      running = true;
      background.execute(new Pass(retaining, List.copyOf(segments), limit, now));
    }
  }

  /**
   * Compacts all segments: one in each task, so that other tasks, for whose end a publisher may
   * have to wait, come in between.
   */
  private final class Pass implements Runnable {

    private final RetainedEvents retaining;
    private final List<SealedSegment> segments;
    private final long limit;
    private final long begunAt;
    private int index;

    Pass(RetainedEvents retaining, List<SealedSegment> segments, long limit, long begunAt) {
      this.retaining = retaining;
      this.segments = segments;
      this.limit = limit;
      this.begunAt = begunAt;
    }

    @Override
    public void run() {
      boolean goesOn = false;
      try {
        compactNext();
        goesOn = index < segments.size();
      } finally {
        if (!goesOn) {
          uncompacted = 0;
          bytesAfter = SealedSegments.bytes(segments);
          endedAt = nanoClock.getAsLong();
          took = endedAt - begunAt;
          running = false;
        }
      }
      if (goesOn) {
        background.execute(this);
      }
    }

    private void compactNext() {
      SealedSegment segment = segments.get(index);
      Compaction.Source source =
          new Compaction.Source(
              segment.entry(),
              SealedSegments.limit(segments, index, limit),
              bounds.mayHaveKeys(segment, nanoClock.getAsLong()));
      index++;
      try {
        segment.compactedTo(Compaction.compact(disk, retaining, source, newNames.get()));
      } catch (IOException e) {
        LOGGER.debug("{} could not be compacted", segment.name(), e);
      }
    }
  }
}
