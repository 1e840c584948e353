package dev.belfry.store.file;

import dev.belfry.store.RetainedEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The segments that are no longer written to, oldest first: decides which of them are dropped. The
 * writer's own.
 *
 * <p>A segment is dropped when nothing in it is retained and its keys are forgotten. While all
 * segments take more than the retention has, they are compacted. If they reach twice that, the
 * oldest is dropped, whatever it holds: else the disk would fill up, and every post be refused.
 */
final class SealedSegments {

  private static final int SMALLEST = 1 << 20;

  /** The longest that a segment usually is. */
  static final int LARGEST = 16 << 20;

  /**
   * How much is kept.
   *
   * @param bytes how many of events are retained
   * @param window how long the keys of requests are remembered, and with them the segments
   */
  record Bounds(long bytes, Duration window) {

    Bounds {
      bytes = Math.min(bytes, 1L << 60); // so that there is a number for twice as many
    }

    /** How many bytes the segments may take before the oldest is dropped, whatever it holds. */
    long most() {
      return 2 * Math.max(bytes, segment());
    }

    /** How long a segment is, unless a single request needs more. */
    int segment() {
      return Math.clamp(bytes / 8, SMALLEST, LARGEST);
    }

    /** Whether keys of a segment's requests may still be asked for. */
    boolean mayHaveKeys(SealedSegment segment, long now) {
      return now - segment.sealedAt() < window.toNanos();
    }
  }

  private final Bounds bounds;
  private final LongSupplier nanoClock;
  private final DeletionQueue deletions;
  private final Compactor compactor;
  private final List<SealedSegment> segments = new ArrayList<>();

  /**
   * No segments yet.
   *
   * @param newNames names of files that are not there
   */
  SealedSegments(
      Disk disk,
      Bounds bounds,
      LongSupplier nanoClock,
      BackgroundExecutor background,
      Supplier<String> newNames) {
    this.bounds = bounds;
    this.nanoClock = nanoClock;
    this.deletions = new DeletionQueue(disk, background);
    this.compactor = new Compactor(disk, bounds, nanoClock, background, newNames);
  }

  /** Says what is retained: from now on segments may be dropped and compacted. */
  void start(RetainedEvents retaining) {
    compactor.start(retaining, bytes(segments));
  }

  void add(Manifest.Entry entry, long bytes) {
    segments.add(new SealedSegment(entry, bytes, nanoClock.getAsLong()));
  }

  List<Manifest.Entry> entries() {
    return segments.stream().map(SealedSegment::entry).toList();
  }

  /** How many bytes they take on the disk, with those that could not be deleted yet. */
  long bytes() {
    return bytes(segments) + deletions.bytes();
  }

  static long bytes(Collection<SealedSegment> segments) {
    return segments.stream().mapToLong(SealedSegment::bytes).sum();
  }

  /** The position that the segment behind one begins with. */
  static long limit(List<SealedSegment> segments, int index, long limit) {
    return index + 1 < segments.size() ? segments.get(index + 1).entry().base() : limit;
  }

  /**
   * Drops what need not or cannot be kept, and has the rest compacted if it takes too much. The
   * manifest is not written anew, so that this needs no space on a disk that is full: that the
   * first segments of the manifest are missing says that they were dropped.
   *
   * @param released the position up to which nothing is retained
   * @param limit the position that the segment behind the last one begins with
   */
  void drop(long released, long limit) {
    int first = 0;
    while (first < segments.size() && isUnneeded(first, released, limit)) {
      first++;
    }
    long most = bounds.most() + compactor.uncompacted();
    while (first < segments.size() && bytes(segments.subList(first, segments.size())) > most) {
      first++;
      compactor.overran();
    }
    List<SealedSegment> dropped = segments.subList(0, first);
    deletions.delete(dropped);
    dropped.clear();
    compactor.compactIfNeeded(segments, bytes(segments), limit);
  }

  private boolean isUnneeded(int index, long released, long limit) {
    return limit(segments, index, limit) - 1 <= released
        && !bounds.mayHaveKeys(segments.get(index), nanoClock.getAsLong());
  }

  /** Notes that a manifest was published that lists none of the segments dropped so far. */
  void unlisted() {
    deletions.unlisted();
  }
}
