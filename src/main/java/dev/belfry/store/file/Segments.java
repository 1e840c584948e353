package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import dev.belfry.store.Tail;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of the store: the segment that is written to, those before it, and a spare one. The
 * writer's own, but for the spare, which the keeper makes. No segment's number is given twice.
 */
final class Segments implements Closeable {

  private static final System.Logger LOGGER = System.getLogger(Segments.class.getName());

  private static final int SMALLEST = 1 << 20;
  static final int LARGEST = 16 << 20;

  /** A file that is full of zeros. */
  private record Spare(long sequence, Disk.DiskFile file) {}

  private final Disk disk;
  private final Epoch epoch;
  private final int usual;
  private final Keeper keeper;
  private final SealedSegments sealed;
  private @Nullable Segment current;

  /** Whether the next start may find a segment that is not the one that is written to. */
  private boolean uncertain;

  private final AtomicLong sequences;
  private final AtomicReference<@Nullable Spare> spare = new AtomicReference<>();

  /** The files of a store that was recovered. */
  Segments(
      Disk disk,
      Recovered recovered,
      SealedSegments.Bounds bounds,
      LongSupplier nanoClock,
      Keeper keeper)
      throws IOException {
    this.disk = disk;
    this.epoch = recovered.epoch();
    this.usual = Math.clamp(bounds.bytes() / 8, SMALLEST, LARGEST);
    this.keeper = keeper;
    this.sealed = new SealedSegments(disk, bounds, nanoClock, keeper, this::unusedName);
    this.current = recovered.last();
    List<String> names = disk.names();
    this.sequences =
        new AtomicLong(names.stream().mapToLong(SegmentFormat::sequence).max().orElse(0));
    for (Manifest.Entry entry : recovered.segments()) {
      sequences.accumulateAndGet(entry.sequence(), Math::max); // one that is missing, too
      if (current == null || entry.sequence() != current.entry().sequence()) {
        sealed.add(entry, length(entry, names));
      }
    }
    deleteLeftovers(names, recovered.segments());
  }

  private String unusedName() {
    return SegmentFormat.newName(sequences.incrementAndGet());
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

  /** Sees to it that there is a segment to write to, and that others may go. */
  void open(Tail tail, long head, boolean newManifest) throws IOException {
    sealed.open(tail);
    if (current == null) {
      begin(head + 1, 0);
    } else {
      if (newManifest) {
        manifest(sealed.entries(), current.entry()).prepare(disk);
        Manifest.publish(disk);
      }
      keeper.later(this::prepareSpare);
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
    return sealed.bytes() + (current == null ? 0 : current.capacity());
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
    Segment old = current;
    List<Manifest.Entry> entries = new ArrayList<>(sealed.entries());
    if (old != null) {
      entries.add(old.entry());
    }
    try {
      begun.writeHeader(epoch);
      manifest(entries, entry).prepare(disk);
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
    current = begun;
    keeper.later(this::prepareSpare);
    if (old != null) {
      sealed.add(old.entry(), old.capacity());
      sealed.drop(0, base);
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

  private Manifest manifest(List<Manifest.Entry> entries, Manifest.Entry newest) {
    List<Manifest.Entry> all = new ArrayList<>(entries);
    all.add(newest);
    return new Manifest(epoch, all);
  }

  /**
   * Lets go of what is not wanted any more.
   *
   * @param released the position up to which nothing is wanted
   */
  void drop(long released) {
    sealed.drop(released, current().entry().base());
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
