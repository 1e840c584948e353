package dev.belfry.store.file;

import dev.belfry.store.Tail;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The segments that are no longer written to, oldest first. Those that nobody wants are deleted;
 * those that are in part wanted are compacted while all take more than is retained. The writer's
 * own, but for what it gives to the keeper: deleting and compacting.
 */
final class SealedSegments {

  private static final Logger LOGGER = LoggerFactory.getLogger(SealedSegments.class);

  private static final int SMALLEST = 1 << 20;

  /** The longest that a segment usually is. */
  static final int LARGEST = 16 << 20;

  /** How many times as long as a pass it takes to the next, if there is more than before. */
  private static final int PAUSE = 4;

  /** The same, if there is not. */
  private static final int LONG_PAUSE = 32;

  /** A pass that a disk held up does not put off the next one for longer. */
  private static final Duration MOST_PAUSE = Duration.ofMinutes(10);

  /**
   * How much is kept.
   *
   * @param bytes how many of events are retained: while the segments take more, they are compacted,
   *     and if they take twice as many, the oldest leave, whatever they hold
   * @param atLeast how long a segment is kept though no event in it is retained any more: the keys
   *     of its requests are remembered for so long
   */
  record Bounds(long bytes, Duration atLeast) {

    Bounds {
      bytes = Math.min(bytes, 1L << 60); // so that there is a number for twice as many
    }

    long most() {
      return 2 * Math.max(bytes, segment());
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

    /** When it was sealed, or found at the start. */
    final long at;

    /** Whether the manifest may name it. The keeper's own. */
    boolean named = true;

    /** Whether it was told that it could not be deleted. The keeper's own. */
    boolean told;

    Sealed(Manifest.Entry entry, long bytes, long at) {
      this.entry = entry;
      this.bytes = bytes;
      this.at = at;
    }

    String name() {
      return SegmentFormat.name(entry.sequence());
    }
  }

  private final Disk disk;
  private final Bounds bounds;
  private final LongSupplier nanoClock;
  private final Keeper keeper;
  private final Supplier<String> newNames;
  private final List<Sealed> segments = new ArrayList<>();

  /** Those that are to be deleted, in their order. The keeper's own. */
  private final List<Sealed> undeleted = new ArrayList<>();

  /** How long they are. The keeper writes it. */
  private volatile long undeletedBytes;

  /** Whether a pass is under way. The writer begins it, the keeper ends it. */
  private volatile boolean compacting;

  /** How the last pass went. The keeper writes these ahead of its end. */
  private long compactedBytes;

  private long passTook;
  private long passEnded;

  /**
   * How long those are that were found at the start, until a pass has ended. They do not count so
   * long: a retention that was made smaller must not cost what is retained by it. The keeper writes
   * it then.
   */
  private volatile long found;

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
    this.passEnded = nanoClock.getAsLong();
  }

  /** From now on segments may go. */
  void open(Tail wanting) {
    tail = wanting;
    found = bytes(segments);
  }

  void add(Manifest.Entry entry, long bytes) {
    segments.add(new Sealed(entry, bytes, nanoClock.getAsLong()));
  }

  List<Manifest.Entry> entries() {
    return segments.stream().map(sealed -> sealed.entry).toList();
  }

  /** How many bytes they have on the disk. */
  long bytes() {
    return bytes(segments) + undeletedBytes;
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
    int first = 0;
    while (first < segments.size() && isUnwanted(first, released, limit)) {
      first++;
    }
    long most = bounds.most() + found;
    while (first < segments.size() && bytes(segments.subList(first, segments.size())) > most) {
      first++;
      over = true;
    }
    List<Sealed> dropped = segments.subList(0, first);
    delete(dropped);
    dropped.clear();
    compactIfNeeded(bytes(segments), limit);
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

  /**
   * In their order, as long as the manifest names them: that one is there behind which one is
   * missing would be damage.
   */
  private void deleteNow(List<Sealed> more) {
    undeleted.addAll(more);
    Iterator<Sealed> each = undeleted.iterator();
    boolean inOrder = true;
    while (inOrder && each.hasNext()) {
      Sealed next = each.next();
      try {
        disk.delete(next.name());
        each.remove();
      } catch (IOException e) {
        LOGGER
            .atLevel(next.told ? Level.DEBUG : Level.WARN)
            .setCause(e)
            .log("{} could not be deleted, and is tried again", next.name());
        next.told = true;
        inOrder = !next.named;
      }
    }
    undeletedBytes = bytes(undeleted);
  }

  /** A manifest was published that names none of those that were dropped so far. */
  void unnamed() {
    keeper.later(() -> undeleted.forEach(sealed -> sealed.named = false));
  }

  private void compactIfNeeded(long bytes, long limit) {
    Tail wanting = tail;
    if (wanting == null || compacting || bytes <= bounds.bytes()) {
      return;
    }
    boolean more = over || bytes > compactedBytes + bounds.segment();
    long now = nanoClock.getAsLong();
    long pause = Math.min(passTook * (more ? PAUSE : LONG_PAUSE), MOST_PAUSE.toNanos());
    if (now - passEnded >= pause) {
      over = false;
      compacting = true;
      keeper.later(new Pass(wanting, List.copyOf(segments), limit, now));
    }
  }

  /** Compacts all segments, one a turn, so that whoever else needs the keeper has his. */
  private final class Pass implements Runnable {

    private final Tail wanting;
    private final List<Sealed> all;
    private final long limit;
    private final long begun;
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
        compactNext();
        goOn = index < all.size();
      } finally {
        if (!goOn) {
          found = 0;
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

    private void compactNext() {
      Sealed sealed = all.get(index);
      Compaction.Source source =
          new Compaction.Source(sealed.entry, limit(all, index, limit), mayHaveKeys(sealed));
      index++;
      try {
        sealed.bytes = Compaction.compact(disk, wanting, source, newNames.get());
      } catch (IOException e) {
        LOGGER.debug("{} could not be compacted", sealed.name(), e);
      }
    }
  }
}
