package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory when the store is opened: keeps what is intact, and names what is not.
 *
 * <p>What is missing at the end may have been acknowledged or not. If it was not, nobody is told.
 * If it was, or may have been, a new epoch begins, as subscribers may have seen its positions, and
 * these must not be given to other events. What is missing between intact events leaves a hole,
 * which subscribers are told of, and the epoch stays.
 */
final class Recovery {

  private final Disk disk;
  private final List<String> names;
  private final List<String> findings = new ArrayList<>();
  private Instant newest = Instant.EPOCH;

  private Recovery(Disk disk) throws IOException {
    this.disk = disk;
    this.names = disk.names();
  }

  /**
   * Reads all, and mends the end.
   *
   * @param draw draws a new epoch
   * @throws Manifest.NewerVersionException if this version cannot read it; nothing is changed then
   */
  static Recovered recover(Disk disk, Supplier<Epoch> draw) throws IOException {
    return new Recovery(disk).recover(draw);
  }

  private Recovered recover(Supplier<Epoch> draw) throws IOException {
    if (isFresh()) {
      return new Recovered(draw.get(), 0, 0, newest, List.of(), null, false, List.of());
    }
    Manifest written = names.contains(Manifest.NAME) ? Manifest.read(disk) : null;
    List<Manifest.Entry> segments =
        written == null ? fromHeaders() : written.present(Set.copyOf(names));
    Replay replay = new Replay(disk, segments, this::note, findings::add);
    replay.run(names);
    Manifest.Entry lastEntry = segments.isEmpty() ? null : segments.getLast();
    boolean endIsMissing = written == null || replay.endIsMissing();
    Epoch epoch = written == null || endIsMissing ? draw.get() : written.epoch();
    if (endIsMissing) {
      findings.add(
          "acknowledged events may be missing behind position "
              + replay.head()
              + ": the new epoch "
              + epoch
              + " begins, and subscribers are told. Deletions may be missing too: then deleted"
              + " events are back");
    }
    SegmentScan scan = replay.newest();
    Segment last =
        lastEntry == null || scan == null || endIsMissing ? null : mended(lastEntry, scan);
    long start = segments.isEmpty() ? 0 : segments.getFirst().base() - 1;
    return new Recovered(
        epoch, start, replay.head(), newest, segments, last, written == null, findings);
  }

  private void note(Recovered.Step step) {
    if (step instanceof Recovered.Stored(StoredRecord.Accepted accepted)) {
      newest = accepted.publishedAt();
    }
  }

  /** Whether nothing was ever stored. A first start that was stopped may have begun a segment. */
  private boolean isFresh() throws IOException {
    if (names.contains(Manifest.NAME)) {
      return false;
    }
    for (String name : names) {
      if (SegmentFormat.isSegment(name) && !isUnused(name)) {
        return false;
      }
    }
    return true;
  }

  private boolean isUnused(String name) throws IOException {
    try (Disk.DiskFile file = disk.open(name)) {
      SegmentScan scan = SegmentScan.of(file, name);
      return scan.header != null
          && scan.header.base() == 1
          && scan.findings.isEmpty()
          && scan.records.isEmpty()
          && !scan.dirty();
    }
  }

  /** The segments by what their headers say. Nobody knows whether there were others behind them. */
  private List<Manifest.Entry> fromHeaders() throws IOException {
    findings.add(Manifest.NAME + ": is missing or damaged, so the segments alone are asked");
    List<Manifest.Entry> segments = new ArrayList<>();
    for (String name : names) {
      if (SegmentFormat.isSegment(name)) {
        SegmentFormat.Header header = header(name);
        if (header == null) {
          findings.add(name + ": its header is damaged too, so it is left out");
        } else {
          segments.add(new Manifest.Entry(SegmentFormat.sequence(name), header.base()));
        }
      }
    }
    segments.sort(
        Comparator.comparingLong(Manifest.Entry::base).thenComparingLong(Manifest.Entry::sequence));
    return segments;
  }

  private SegmentFormat.@Nullable Header header(String name) throws IOException {
    try (Disk.DiskFile file = disk.open(name)) {
      ByteBuffer bytes = ByteBuffer.allocate(SegmentFormat.RECORDS);
      file.read(bytes, 0);
      return SegmentFormat.header(bytes.flip());
    }
  }

  /**
   * Makes the newest segment fit to be written to. Torn bytes behind the last intact record are
   * overwritten with zeros. The records behind the recovery point are written and synced anew: they
   * can be read, but if a sync had failed they may be in the page cache alone, where the kernel
   * counts them as clean and would never write them.
   */
  private Segment mended(Manifest.Entry newest, SegmentScan scan) throws IOException {
    Disk.DiskFile file = disk.open(SegmentFormat.name(newest.sequence()));
    try {
      int capacity = (int) file.length();
      ByteBuffer unproved = ByteBuffer.allocate(capacity - scan.durable());
      unproved.limit(Math.max(0, scan.end() - scan.durable()));
      file.read(unproved, scan.durable());
      unproved.clear(); // all of it: zeros behind what was read
      if (scan.dirty() || scan.end() > scan.durable()) {
        file.write(unproved, scan.durable());
      }
      Segment segment = new Segment(file, newest, capacity, scan.end());
      segment.sync();
      return segment;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }
}
