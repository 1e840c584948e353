package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import dev.belfry.store.Tail;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the store: the segment that is written to, those before it, and a spare one. The
 * writer's own, but for the spare, which the keeper makes. No segment's number is given twice.
 */
final class Segments implements Closeable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Segments.class);

  /** A file that is full of zeros. */
  private record Spare(long sequence, Disk.DiskFile file) {}

  private final Disk disk;
  private final Epoch epoch;
  private final int usual;
  private final Keeper keeper;
  private final SealedSegments sealed;
  private @Nullable Segment current;

  /**
   * A segment that was begun by halves: the next start may find it in place of the one that is
   * written to. It is tried again, as a new one would take new space.
   */
  private @Nullable Segment halfBegun;

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
    this.usual = bounds.segment();
    this.keeper = keeper;
    this.sealed = new SealedSegments(disk, bounds, nanoClock, keeper, this::unusedName);
    this.current = recovered.last();
    Set<String> names = Set.copyOf(disk.names());
    this.sequences =
        new AtomicLong(names.stream().mapToLong(SegmentFormat::sequence).max().orElse(0));
    for (Manifest.Entry entry : recovered.segments()) {
      sequences.accumulateAndGet(entry.sequence(), Math::max); // one that is missing, too
      if (current == null || entry.sequence() != current.entry().sequence()) {
        sealed.add(entry, length(entry, names));
      }
    }
    deleteLeftovers(names, recovered);
  }

  private String unusedName() {
    return SegmentFormat.newName(sequences.incrementAndGet());
  }

  private long length(Manifest.Entry entry, Set<String> names) throws IOException {
    String name = SegmentFormat.name(entry.sequence());
    if (!names.contains(name)) {
      return 0;
    }
    try (Disk.DiskFile file = disk.open(name)) {
      return file.length();
    }
  }

  /**
   * Deletes what was dropped, or not yet begun, when the process was stopped; but nothing of what a
   * manifest that is lost may have named.
   */
  private void deleteLeftovers(Set<String> names, Recovered recovered) {
    Set<String> known =
        recovered.segments().stream()
            .map(entry -> SegmentFormat.name(entry.sequence()))
            .collect(Collectors.toSet());
    for (String name : names) {
      boolean unknown = SegmentFormat.sequence(name) > 0 && !known.contains(name);
      boolean mayBeNamed = recovered.withoutManifest() && SegmentFormat.isSegment(name);
      if (name.equals(Manifest.NEW) || (unknown && !mayBeNamed)) {
        deleteLeftover(name);
      }
    }
  }

  private void deleteLeftover(String name) {
    try {
      disk.delete(name);
    } catch (IOException e) {
      LOGGER.warn("{} could not be deleted, and nobody needs it", name, e);
    }
  }

  /** Sees to it that there is a segment to write to, and that others may go. */
  void open(Tail tail, long head) throws IOException {
    sealed.open(tail);
    if (current == null) {
      begin(head + 1, 0);
    } else {
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
    return halfBegun != null;
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
    Segment begun = halfBegun;
    if (begun == null || begun.entry().base() != base || begun.capacity() < capacity) {
      begun = prepared(base, capacity);
    }
    Segment old = current;
    List<Manifest.Entry> entries = new ArrayList<>(sealed.entries());
    if (old != null) {
      entries.add(old.entry());
    }
    try {
      manifest(entries, begun.entry()).prepare(disk);
    } catch (IOException | RuntimeException e) {
      if (!begun.equals(halfBegun)) {
        giveUp(begun);
      }
      throw e;
    }
    Segment before = halfBegun;
    halfBegun = begun;
    if (before != null && !before.equals(begun)) {
      before.close(); // too small; the next start deletes it, or knows it
    }
    String newName = SegmentFormat.newName(begun.entry().sequence());
    if (disk.names().contains(newName)) { // or it was renamed, and then something failed
      disk.rename(newName, SegmentFormat.name(begun.entry().sequence()));
    }
    Manifest.publish(disk);
    halfBegun = null;
    current = begun;
    sealed.unnamed();
    keeper.later(this::prepareSpare);
    if (old != null) {
      keeper.later(() -> seal(old));
      sealed.add(old.entry(), old.capacity());
      sealed.drop(0, base);
    }
  }

  private static void seal(Segment old) {
    try {
      old.seal();
    } catch (IOException e) {
      LOGGER.debug("{} may say less than what is durable in it", old.entry(), e);
    }
  }

  /** A segment that the next start knows nothing of yet. */
  private Segment prepared(long base, int capacity) throws IOException {
    Spare file = capacity == usual ? spare.getAndSet(null) : null;
    if (file != null && current != null && file.sequence() < current.entry().sequence()) {
      file.file().close();
      deleteLeftover(SegmentFormat.newName(file.sequence()));
      file = null; // where the manifest is damaged, the numbers tell which was begun first
    }
    if (file == null) {
      file = create(capacity);
    }
    Manifest.Entry entry = new Manifest.Entry(file.sequence(), base);
    Segment begun = new Segment(file.file(), entry, capacity, SegmentFormat.RECORDS);
    try {
      begun.writeHeader(epoch);
    } catch (IOException | RuntimeException e) {
      giveUp(begun);
      throw e;
    }
    return begun;
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
        spare.set(create(usual)); // nobody else does
      } catch (IOException e) {
        // whoever needs it is told, or finds that there is space again
        LOGGER.debug("no spare segment", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    Spare unused = spare.getAndSet(null);
    if (unused != null) {
      unused.file().close();
    }
    if (halfBegun != null) {
      halfBegun.close();
    }
    if (current != null) {
      current.close();
    }
  }
}
