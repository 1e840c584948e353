package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import dev.belfry.store.RetainedEvents;
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
 * The files of the store: the segment that is written to, the sealed ones before it, and a spare
 * one. The writer's own, but for the spare, which is made in the background. No number is given to
 * two segments, as the numbers say which of two was begun later.
 */
final class Segments implements Closeable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Segments.class);

  /** A file full of zeros that becomes the next segment, so that no publisher waits for it. */
  private record Spare(long sequence, Disk.DiskFile file) {}

  private final Disk disk;
  private final Epoch epoch;
  private final int usual;
  private final BackgroundExecutor background;
  private final SealedSegments sealed;
  private @Nullable Segment current;

  /**
   * A segment that may have been begun: the disk failed while its name or its manifest was being
   * made durable. The next start may find it behind the segment that is written to. It is used for
   * the next try, as another file would take more space with every try.
   */
  private @Nullable Segment maybeBegun;

  private final AtomicLong sequences;
  private final AtomicReference<@Nullable Spare> spare = new AtomicReference<>();

  /** The files of a store that was recovered. */
  Segments(
      Disk disk,
      Recovered recovered,
      SealedSegments.Bounds bounds,
      LongSupplier nanoClock,
      BackgroundExecutor background)
      throws IOException {
    this.disk = disk;
    this.epoch = recovered.epoch();
    this.usual = bounds.segment();
    this.background = background;
    this.sealed = new SealedSegments(disk, bounds, nanoClock, background, this::unusedName);
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
   * Deletes the files of segments that were dropped, or not yet begun, when the process was
   * stopped. Where the manifest is missing or damaged, segments stay: it may have listed them.
   */
  private void deleteLeftovers(Set<String> names, Recovered recovered) {
    Set<String> known =
        recovered.segments().stream()
            .map(entry -> SegmentFormat.name(entry.sequence()))
            .collect(Collectors.toSet());
    for (String name : names) {
      boolean unknown = SegmentFormat.sequence(name) > 0 && !known.contains(name);
      boolean mayBeListed = recovered.withoutManifest() && SegmentFormat.isSegment(name);
      if (name.equals(Manifest.NEW) || (unknown && !mayBeListed)) {
        deleteLeftover(name);
      }
    }
  }

  private void deleteLeftover(String name) {
    try {
      disk.delete(name);
    } catch (IOException e) {
      LOGGER.warn("{} is not needed, and could not be deleted", name, e);
    }
  }

  /**
   * Begins a segment if there is none to write to. From now on segments may be dropped.
   *
   * @param head the position of the newest event
   */
  void start(RetainedEvents retained, long head) throws IOException {
    sealed.start(retained);
    if (current == null) {
      begin(head + 1, 0);
    } else {
      background.execute(this::prepareSpare);
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
   * Whether another segment may have been begun. Nothing may be written to the current one then: if
   * the next start finds a successor, what stands behind the successor's first position is not
   * read.
   */
  boolean isUncertain() {
    return maybeBegun != null;
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
    Segment begun = maybeBegun;
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
      if (!begun.equals(maybeBegun)) {
        giveUp(begun);
      }
      throw e;
    }
    Segment before = maybeBegun;
    maybeBegun = begun;
    if (before != null && !before.equals(begun)) {
      before.close(); // too small for this request; the next start reads or deletes its file
    }
    String newName = SegmentFormat.newName(begun.entry().sequence());
    if (disk.names().contains(newName)) { // else an earlier try has renamed it, and failed then
      disk.rename(newName, SegmentFormat.name(begun.entry().sequence()));
    }
    Manifest.publish(disk);
    maybeBegun = null;
    current = begun;
    sealed.unlisted();
    background.execute(this::prepareSpare);
    if (old != null) {
      background.execute(() -> seal(old));
      sealed.add(old.entry(), old.capacity());
      sealed.drop(0, base);
    }
  }

  private static void seal(Segment old) {
    try {
      old.seal();
    } catch (IOException e) {
      LOGGER.debug("the recovery point of {} may be behind its end", old.entry(), e);
    }
  }

  /** A segment with a header, which no manifest lists yet: the next start would delete it. */
  private Segment prepared(long base, int capacity) throws IOException {
    Spare file = capacity == usual ? spare.getAndSet(null) : null;
    if (file != null && current != null && file.sequence() < current.entry().sequence()) {
      file.file().close();
      deleteLeftover(SegmentFormat.newName(file.sequence()));
      file = null; // its number is too small: it would seem to have been begun before the current
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

  /** Gives back the space of a segment that no manifest lists. */
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
   * Drops sealed segments that need not be kept.
   *
   * @param released the position up to which nothing is retained
   */
  void drop(long released) {
    sealed.drop(released, current().entry().base());
  }

  /** Makes a spare file, if there is none. On the background executor's thread alone. */
  private void prepareSpare() {
    if (spare.get() == null) {
      try {
        spare.set(create(usual));
      } catch (IOException e) {
        // the writer makes a file itself when it needs one, and refuses posts if it cannot
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
    if (maybeBegun != null) {
      maybeBegun.close();
    }
    if (current != null) {
      current.close();
    }
  }
}
