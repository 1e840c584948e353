package dev.belfry.store.file;

import dev.belfry.store.Tail;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments that are no longer written to, oldest first. Those that nobody wants are deleted;
 * those that are in part wanted are compacted while all take more than is retained. The writer's
 * own, but for what it gives to the keeper: deleting and compacting.
 */
final class SealedSegments {

  private static final System.Logger LOGGER = System.getLogger(SealedSegments.class.getName());

  private static final int SMALLEST = 1 << 20;

  /** The longest that a segment usually is. */
  static final int LARGEST = 16 << 20;

  /** How many times as long as a pass it takes to the next, if there is more than before. */
  private static final int PAUSE = 4;

  /** The same, if there is not. */
  private static final int LONG_PAUSE = 32;

  /**
   * How much is kept.
   *
   * @param bytes how many of events are retained: while the segments take more, they are compacted,
   *     and if they take twice as many, the oldest leave, whatever they hold
   * @param atLeast how long a segment is kept though no event in it is retained any more: the keys
   *     of its requests are remembered for so long
   */
  record Bounds(long bytes, Duration atLeast) {

    long most() {
      return 2 * bytes;
    }

    /** How long a segment is, unless a single request needs more. */
    int segment() {
      return Math.clamp(bytes / 8, SMALLEST, LARGEST);
    }
  }

  /** A segment. */
  private static final class Sealed {

    final Manifest.Entry entry;

    /** How long it is. The keeper writes it, once it is sealed. */
    volatile long bytes;

    /** When it was sealed, or found at the start. The writer writes it. */
    volatile long at;

    Sealed(Manifest.Entry entry, long bytes, long at) {
      this.entry = entry;
      this.bytes = bytes;
      this.at = at;
    }

    String name() {
      return SegmentFormat.name(entry.sequence());
    }
  }

  /** What the keeper tells the writer: all that stands in the rest stands in the head, too. */
  private record Merged(Sealed head, List<Sealed> rest) {}

  private final Disk disk;
  private final Bounds bounds;
  private final LongSupplier nanoClock;
  private final Keeper keeper;
  private final Supplier<String> newNames;
  private final List<Sealed> segments = new ArrayList<>();

  /** Those that were merged, and that the manifest still names. */
  private final List<Sealed> superseded = new ArrayList<>();

  /** Those that are to be deleted, in their order. The keeper's own. */
  private final Deque<Sealed> undeleted = new ArrayDeque<>();

  /** How long they are. The keeper writes it. */
  private volatile long undeletedBytes;

  /** Whether a pass is under way. The writer begins it, the keeper ends it. */
  private volatile boolean compacting;

  /** How the last pass went. The keeper writes these ahead of its end. */
  private long compactedBytes;

  private long passTook;
  private long passEnded;
  private List<Merged> merged = List.of();

  /** Whether the oldest have left, whatever they held, since the last pass. */
  private boolean over;

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

  /** Those that the manifest has to name. */
  List<Manifest.Entry> entries() {
    return segments.stream().map(sealed -> sealed.entry).toList();
  }

  /** Says that the manifest names no others than these any more. */
  void listed() {
    delete(superseded);
    superseded.clear();
  }

  /** How many bytes they have on the disk. */
  long bytes() {
    return bytes(segments) + bytes(superseded) + undeletedBytes;
  }

  private static long bytes(Collection<Sealed> segments) {
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
    noteMerged();
    int first = 0;
    while (first < segments.size() && isUnwanted(first, released, limit)) {
      first++;
    }
    long left = bytes(segments.subList(first, segments.size()));
    while (first < segments.size() && left > bounds.most()) {
      left -= segments.get(first++).bytes;
      over = true;
    }
    List<Sealed> dropped = segments.subList(0, first);
    delete(dropped);
    dropped.clear();
    compactIfNeeded(left, limit);
  }

  private void noteMerged() {
    if (compacting) {
      return;
    }
    for (Merged next : merged) {
      int head = segments.indexOf(next.head);
      if (head >= 0) { // else it was dropped, and the rest is as it was
        segments.removeAll(next.rest);
        superseded.addAll(next.rest);
        next.head.at = next.rest.getLast().at;
      }
    }
    merged = List.of();
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
    if (!dropped.isEmpty() || undeletedBytes > 0) {
      List<Sealed> more = List.copyOf(dropped);
      keeper.later(() -> deleteNow(more));
    }
  }

  /** In their order: that one is there in front of which one is missing would be damage. */
  private void deleteNow(List<Sealed> more) {
    undeleted.addAll(more);
    for (Sealed next = undeleted.peek(); next != null; next = undeleted.peek()) {
      try {
        disk.delete(next.name());
        undeleted.remove();
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.WARNING, next.name() + " could not be deleted", e);
        break; // and is tried again
      }
    }
    undeletedBytes = bytes(undeleted);
  }

  private void compactIfNeeded(long bytes, long limit) {
    Tail wanting = tail;
    if (wanting == null || compacting || bytes <= bounds.bytes()) {
      return;
    }
    boolean more = over || bytes > compactedBytes + bounds.segment();
    long now = nanoClock.getAsLong();
    if (now - passEnded >= passTook * (more ? PAUSE : LONG_PAUSE)) {
      over = false;
      compacting = true;
      keeper.later(new Pass(wanting, List.copyOf(segments), limit, now));
    }
  }

  /** Compacts all segments, one group a turn, so that whoever else needs the keeper has his. */
  private final class Pass implements Runnable {

    private final Tail wanting;
    private final List<Sealed> all;
    private final long limit;
    private final long begun;
    private final List<Merged> made = new ArrayList<>();
    private int index;

    Pass(Tail wanting, List<Sealed> all, long limit, long begun) {
      this.wanting = wanting;
      this.all = all;
      this.limit = limit;
      this.begun = begun;
    }

    @Override
    public void run() {
      boolean goOn = false;
      try {
        compactGroup();
        goOn = index < all.size();
      } finally {
        if (!goOn) {
          merged = made;
          compactedBytes = bytes(all);
          passEnded = nanoClock.getAsLong();
          passTook = passEnded - begun;
          compacting = false;
        }
      }
      if (goOn) {
        keeper.later(this);
      }
    }

    private void compactGroup() {
      int from = index;
      index = groupEnd(from);
      Sealed head = all.get(from);
      List<Compaction.Source> sources = new ArrayList<>();
      for (int i = from; i < index; i++) {
        Sealed sealed = all.get(i);
        sources.add(new Compaction.Source(sealed.entry, limit(all, i, limit), mayHaveKeys(sealed)));
      }
      try {
        long length = Compaction.compact(disk, wanting, sources, newNames.get());
        if (length > 0) {
          head.bytes = length;
          if (sources.size() > 1) {
            made.add(new Merged(head, List.copyOf(all.subList(from + 1, index))));
          }
        }
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.DEBUG, head.name() + " could not be compacted", e);
      }
    }

    /** Small ones that stand side by side become one; any other stays for itself. */
    private int groupEnd(int from) {
      int end = from + 1;
      long sum = all.get(from).bytes;
      if (isSmall(all.get(from))) {
        while (end < all.size()
            && isSmall(all.get(end))
            && sum + all.get(end).bytes <= bounds.segment()) {
          sum += all.get(end++).bytes;
        }
      }
      return end;
    }

    private boolean isSmall(Sealed sealed) {
      return sealed.bytes <= bounds.segment() / 2;
    }
  }
}
