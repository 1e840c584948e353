package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory when the store is opened: what is intact is kept, what is not is named.
 *
 * <p>What was never acknowledged may be missing at the end, and nobody is told. If something is
 * missing there that was, or may have been, a new epoch begins: its positions must not be given
 * again under the old one. What is missing between intact events leaves a hole, which subscribers
 * are told of.
 */
final class Recovery {

  private final Disk disk;
  private final List<String> names;
  private final List<String> findings = new ArrayList<>();

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
    boolean fresh =
        names.stream().noneMatch(SegmentFormat::isSegment) && !names.contains(Manifest.NAME);
    if (fresh) {
      return new Recovered(draw.get(), 0, 0, List.of(), null, true, List.of());
    }
    Manifest written = names.contains(Manifest.NAME) ? Manifest.read(disk) : null;
    Manifest manifest = written == null ? guessed() : written;
    List<Manifest.Entry> segments = manifest == null ? List.of() : present(manifest.segments());
    Replay replay = new Replay(disk, segments, step -> {}, findings::add);
    replay.run();
    Manifest.Entry newest = segments.isEmpty() ? null : segments.getLast();
    boolean endIsMissing = newest == null || written == null || replay.endIsMissing();
    Epoch epoch = manifest == null || endIsMissing ? draw.get() : manifest.epoch();
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
    Segment last = newest == null || scan == null || endIsMissing ? null : mended(newest, scan);
    long start = segments.isEmpty() ? 0 : segments.getFirst().base() - 1;
    return new Recovered(epoch, start, replay.head(), segments, last, written == null, findings);
  }

  /** Without those at the begin that are not there: they were dropped. */
  private List<Manifest.Entry> present(List<Manifest.Entry> segments) {
    int first = 0;
    while (first < segments.size() - 1
        && !names.contains(SegmentFormat.name(segments.get(first).sequence()))) {
      first++;
    }
    return segments.subList(first, segments.size());
  }

  /**
   * What the segments themselves say; null if there is none that says anything. Nobody knows
   * whether there were others behind them.
   */
  private @Nullable Manifest guessed() throws IOException {
    findings.add(Manifest.NAME + ": is missing or damaged, so the segments alone are asked");
    Epoch epoch = null;
    List<Manifest.Entry> segments = new ArrayList<>();
    for (String name : names) {
      if (SegmentFormat.isSegment(name)) {
        SegmentFormat.Header header = header(name);
        if (header == null) {
          findings.add(name + ": its header is damaged too, so it is left out");
        } else {
          epoch = header.epoch();
          segments.add(new Manifest.Entry(SegmentFormat.sequence(name), header.base()));
        }
      }
    }
    segments.sort(
        Comparator.comparingLong(Manifest.Entry::base).thenComparingLong(Manifest.Entry::sequence));
    return epoch == null ? null : new Manifest(epoch, segments);
  }

  private SegmentFormat.@Nullable Header header(String name) throws IOException {
    try (Disk.DiskFile file = disk.open(name)) {
      ByteBuffer bytes = ByteBuffer.allocate(SegmentFormat.RECORDS);
      file.read(bytes, 0);
      return SegmentFormat.header(bytes.flip());
    }
  }

  /**
   * Cuts off what a stop in mid-write left, and makes durable what is there: all of it that nobody
   * knows to be durable is written anew, since after a sync that failed it may be in memory alone.
   */
  private Segment mended(Manifest.Entry newest, SegmentScan scan) throws IOException {
    Disk.DiskFile file = disk.open(SegmentFormat.name(newest.sequence()));
    try {
      int capacity = (int) file.length();
      ByteBuffer unproved = ByteBuffer.allocate(capacity - scan.durable());
      unproved.limit(Math.max(0, scan.end() - scan.durable()));
      file.read(unproved, scan.durable());
      // behind it there are zeros
      unproved.clear();
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
