package dev.belfry.store.file;

import dev.belfry.store.Tail;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments that are no longer written to, oldest first. Those that nobody wants are deleted;
 * those that are in part wanted are compacted once all take more than is retained. The writer's
 * own, but for what it gives to the keeper: deleting and compacting.
 */
final class SealedSegments {

  private static final System.Logger LOGGER = System.getLogger(SealedSegments.class.getName());

  /**
   * How much is kept.
   *
   * @param bytes how many of events are retained: if the segments take more, they are compacted,
   *     and if they take twice as many, the oldest leave, whatever they hold
   * @param atLeast how long a segment is kept though no event in it is retained any more: the keys
   *     of its requests are remembered for so long
   */
  record Bounds(long bytes, Duration atLeast) {

    long most() {
      return 2 * bytes;
    }

    /** How much more there must be than after a compaction before the next one. */
    long step() {
      return bytes / 8;
    }
  }

  /** A segment. The keeper writes how long it is, the writer reads it. */
  private static final class Sealed {

    private final Manifest.Entry entry;

    /** When it was sealed, or found at the start. */
    private final long at;

    private volatile long bytes;

    Sealed(Manifest.Entry entry, long bytes, long at) {
      this.entry = entry;
      this.bytes = bytes;
      this.at = at;
    }
  }

  private final Disk disk;
  private final Bounds bounds;
  private final LongSupplier nanoClock;
  private final Keeper keeper;
  private final Supplier<String> newNames;
  private final List<Sealed> segments = new ArrayList<>();
  private final AtomicBoolean compacting = new AtomicBoolean();

  /** What the segments took when they had been compacted. Written by the keeper. */
  private volatile long compacted;

  private @Nullable Tail tail;

  /**
   * No segments yet.
   *
   * @param newNames names of files that are not there
   */
  SealedSegments(
      Disk disk, Bounds bounds, LongSupplier nanoClock, Keeper keeper, Supplier<String> newNames) {
    this.disk = disk;
    this.bounds = bounds;
    this.nanoClock = nanoClock;
    this.keeper = keeper;
    this.newNames = newNames;
  }

  /** From now on segments may go. */
  void open(Tail wanting) {
    tail = wanting;
  }

  void add(Manifest.Entry entry, long bytes) {
    segments.add(new Sealed(entry, bytes, nanoClock.getAsLong()));
  }

  List<Manifest.Entry> entries() {
    return segments.stream().map(sealed -> sealed.entry).toList();
  }

  /** How many bytes they have on the disk. */
  long bytes() {
    return bytes(segments);
  }

  private static long bytes(List<Sealed> segments) {
    return segments.stream().mapToLong(sealed -> sealed.bytes).sum();
  }

  /**
   * Lets go of the oldest in which nothing is wanted any more, and sees to it that the others do
   * not take too much. Needs no space on the disk: that the first segments of the manifest are not
   * there says that they were dropped.
   *
   * @param released the position up to which nothing is wanted
   * @param limit the position that the segment behind them begins with
   */
  void drop(long released, long limit) {
    int first = 0;
    while (first < segments.size() && isUnwanted(first, released, limit)) {
      first++;
    }
    long left = bytes(segments.subList(first, segments.size()));
    while (left > bounds.most()) {
      left -= segments.get(first++).bytes;
    }
    if (first > 0) {
      List<Sealed> dropped = List.copyOf(segments.subList(0, first));
      segments.subList(0, first).clear();
      keeper.later(() -> delete(dropped));
    }
    if (left > bounds.bytes() && left > compacted + bounds.step()) {
      compact(limit);
    }
  }

  private boolean isUnwanted(int index, long released, long limit) {
    return limit(segments, index, limit) - 1 <= released && !mayHaveKeys(segments.get(index));
  }

  private boolean mayHaveKeys(Sealed sealed) {
    return nanoClock.getAsLong() - sealed.at < bounds.atLeast().toNanos();
  }

  /** The position that the segment behind one begins with. */
  private static long limit(List<Sealed> segments, int index, long limit) {
    return index + 1 < segments.size() ? segments.get(index + 1).entry.base() : limit;
  }

  private void delete(List<Sealed> dropped) {
    for (Sealed sealed : dropped) {
      String name = SegmentFormat.name(sealed.entry.sequence());
      try {
        disk.delete(name);
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.WARNING, name + " could not be deleted", e);
      }
    }
  }

  /** One after the other, so that whoever else needs the keeper has a turn in between. */
  private void compact(long limit) {
    Tail wanting = tail;
    if (wanting != null && compacting.compareAndSet(false, true)) {
      List<Sealed> all = List.copyOf(segments);
      keeper.later(() -> compact(wanting, all, 0, limit));
    }
  }

  private void compact(Tail wanting, List<Sealed> all, int index, long limit) {
    if (index == all.size()) {
      compacted = bytes(all);
      compacting.set(false);
      return;
    }
    Sealed sealed = all.get(index);
    long next = limit(all, index, limit);
    try {
      sealed.bytes =
          Compaction.compact(
              disk, wanting, sealed.entry, next, mayHaveKeys(sealed), newNames.get());
    } catch (IOException e) {
      String name = SegmentFormat.name(sealed.entry.sequence());
      LOGGER.log(System.Logger.Level.DEBUG, name + " could not be compacted", e);
    }
    keeper.later(() -> compact(wanting, all, index + 1, limit));
  }
}
