package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of the store: the segment that is written to, those before it, and a spare one. The
 * writer's own, but for the spare, which the keeper makes. No file's name is ever used again.
 */
final class Segments implements Closeable {

  private static final System.Logger LOGGER = System.getLogger(Segments.class.getName());

  private static final int SMALLEST = 1 << 20;
  private static final int LARGEST = 16 << 20;

  /**
   * How much is kept.
   *
   * @param bytes how many the segments but the newest may take together
   * @param atLeast how long a segment is kept though no event in it is retained any more: the keys
   *     of its requests are remembered for so long
   */
  record Bounds(long bytes, Duration atLeast) {}

  /** A segment that is no longer written to. */
  private record Sealed(Manifest.Entry entry, long bytes, long at) {}

  /** A file that is full of zeros. */
  private record Spare(long sequence, Disk.DiskFile file) {}

  private final Disk disk;
  private final Epoch epoch;
  private final Bounds bounds;
  private final LongSupplier nanoClock;
  private final int usual;
  private final Executor keeper;
  private final List<Sealed> before = new ArrayList<>();
  private @Nullable Segment current;

  /** Whether the next start may find a segment that is not the one that is written to. */
  private boolean uncertain;

  private final AtomicLong sequences;
  private final AtomicReference<@Nullable Spare> spare = new AtomicReference<>();

  /**
   * The files of a store that was recovered.
   *
   * @param keeper runs what takes long and what nobody waits for
   */
  Segments(Disk disk, Recovered recovered, Bounds bounds, LongSupplier nanoClock, Executor keeper)
      throws IOException {
    this.disk = disk;
    this.epoch = recovered.epoch();
    this.bounds = bounds;
    this.nanoClock = nanoClock;
    this.usual = Math.clamp(bounds.bytes() / 8, SMALLEST, LARGEST);
    this.keeper = keeper;
    this.current = recovered.last();
    List<String> names = disk.names();
    this.sequences =
        new AtomicLong(names.stream().mapToLong(SegmentFormat::sequence).max().orElse(0));
    for (Manifest.Entry entry : recovered.segments()) {
      sequences.accumulateAndGet(entry.sequence(), Math::max); // one that is missing, too
      if (current == null || entry.sequence() != current.entry().sequence()) {
        before.add(new Sealed(entry, length(entry, names), nanoClock.getAsLong()));
      }
    }
    deleteLeftovers(names, recovered.segments());
  }

  private long length(Manifest.Entry entry, List<String> names) throws IOException {
    String name = SegmentFormat.name(entry.sequence());
    if (!names.contains(name)) {
      return 0;
    }
    try (Disk.DiskFile file = disk.open(name)) {
      return file.length();
    }
  }

  /** Deletes what was dropped, or not yet begun, when the process was stopped. */
  private void deleteLeftovers(List<String> names, List<Manifest.Entry> entries)
      throws IOException {
    List<String> known = entries.stream().map(e -> SegmentFormat.name(e.sequence())).toList();
    for (String name : names) {
      if (SegmentFormat.sequence(name) > 0 && !known.contains(name)) {
        disk.delete(name);
      }
    }
  }

  /** Sees to it that there is a segment to write to. */
  void open(long head, boolean newManifest) throws IOException {
    if (current == null) {
      begin(head + 1, 0);
    } else {
      if (newManifest) {
        manifest(before, current.entry()).prepare(disk);
        Manifest.publish(disk);
      }
      later(this::prepareSpare);
    }
  }

  /** How many bytes of records the segment that is written to has room for; 0 if there is none. */
  int room() {
    return current == null ? 0 : current.room();
  }

  /** The segment that is written to; there is one. */
  Segment current() {
    if (current == null) {
      throw new IllegalStateException("no segment was begun");
    }
    return current;
  }

  /**
   * Whether a segment was begun by halves, so that nothing may be written to the one before: the
   * next start may take the new one for its successor.
   */
  boolean isUncertain() {
    return uncertain;
  }

  /** How many bytes the segments have on the disk. */
  long bytes() {
    long sum = current == null ? 0 : current.capacity();
    for (Sealed sealed : before) {
      sum += sealed.bytes();
    }
    return sum;
  }

  /**
   * Begins a new segment. If this fails, it can be tried again.
   *
   * @param base the position of the next event
   * @param records how many bytes of records have to fit in
   */
  void begin(long base, long records) throws IOException {
    int capacity = (int) Math.max(usual, SegmentFormat.RECORDS + records);
    Spare file = capacity == usual ? spare.getAndSet(null) : null;
    if (file == null) {
      file = create(capacity);
    }
    Manifest.Entry entry = new Manifest.Entry(file.sequence(), base);
    Segment begun = new Segment(file.file(), entry, capacity, SegmentFormat.RECORDS);
    List<Sealed> kept = new ArrayList<>(before);
    if (current != null) {
      kept.add(new Sealed(current.entry(), current.capacity(), nanoClock.getAsLong()));
    }
    List<Sealed> dropped = new ArrayList<>(kept.subList(0, over(kept)));
    kept.subList(0, dropped.size()).clear();
    try {
      begun.writeHeader(epoch);
      manifest(kept, entry).prepare(disk);
    } catch (IOException | RuntimeException e) {
      giveUp(begun);
      throw e;
    }
    uncertain = true;
    try {
      disk.rename(SegmentFormat.newName(file.sequence()), SegmentFormat.name(file.sequence()));
      Manifest.publish(disk);
    } catch (IOException | RuntimeException e) {
      begun.close();
      throw e;
    }
    uncertain = false;
    Segment old = current;
    current = begun;
    before.clear();
    before.addAll(kept);
    later(() -> delete(dropped));
    later(this::prepareSpare);
    if (old != null) {
      old.close();
    }
  }

  private Spare create(int capacity) throws IOException {
    long sequence = sequences.incrementAndGet();
    return new Spare(sequence, disk.create(SegmentFormat.newName(sequence), capacity));
  }

  /** Gives back the space of a segment that nobody knows of. */
  private void giveUp(Segment begun) throws IOException {
    begun.close();
    disk.delete(SegmentFormat.newName(begun.entry().sequence()));
  }

  private Manifest manifest(List<Sealed> sealed, Manifest.Entry newest) {
    List<Manifest.Entry> entries = new ArrayList<>();
    sealed.forEach(segment -> entries.add(segment.entry()));
    entries.add(newest);
    return new Manifest(epoch, entries);
  }

  /**
   * Lets go of the oldest segments in which nothing is wanted any more. Needs no space on the disk:
   * that the first segments of the manifest are not there says that they were dropped.
   *
   * @param released the position up to which nothing is wanted
   */
  void drop(long released) {
    int first = 0;
    long now = nanoClock.getAsLong();
    while (first < before.size() && isUnwanted(first, released, now)) {
      first++;
    }
    first = Math.max(first, over(before));
    if (first > 0) {
      List<Sealed> dropped = List.copyOf(before.subList(0, first));
      before.subList(0, first).clear();
      later(() -> delete(dropped));
    }
  }

  private boolean isUnwanted(int sealed, long released, long now) {
    long next =
        sealed + 1 < before.size()
            ? before.get(sealed + 1).entry().base()
            : current().entry().base();
    return next - 1 <= released && now - before.get(sealed).at() >= bounds.atLeast().toNanos();
  }

  /** How many of the oldest are over the bytes, whatever they hold. */
  private int over(List<Sealed> sealed) {
    long over = sealed.stream().mapToLong(Sealed::bytes).sum() - bounds.bytes();
    int first = 0;
    while (over > 0) {
      over -= sealed.get(first++).bytes();
    }
    return first;
  }

  private void delete(List<Sealed> dropped) {
    for (Sealed segment : dropped) {
      String name = SegmentFormat.name(segment.entry().sequence());
      try {
        disk.delete(name);
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.WARNING, name + " could not be deleted", e);
      }
    }
  }

  /** Makes a spare file, so that the next segment costs its publishers no time. */
  private void prepareSpare() {
    if (spare.get() == null) {
      try {
        Spare made = create(usual);
        if (!spare.compareAndSet(null, made)) {
          made.file().close();
        }
      } catch (IOException e) {
        // whoever needs it is told, or finds that there is space again
        LOGGER.log(System.Logger.Level.DEBUG, "no spare segment", e);
      }
    }
  }

  private void later(Runnable task) {
    try {
      keeper.execute(task);
    } catch (RejectedExecutionException e) {
      // the store is being closed: the next start does it
    }
  }

  @Override
  public void close() throws IOException {
    Spare unused = spare.getAndSet(null);
    if (unused != null) {
      unused.file().close();
    }
    if (current != null) {
      current.close();
    }
  }
}
