package dev.belfry.store.file;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads segments from the first record to the last, and hands on what counts, in order. One segment
 * is in memory at a time.
 *
 * <p>Two kinds of records do not count: accepted events at or behind the position that the next
 * segment begins with, as their sync had failed and the next segment was begun instead; and events
 * whose positions were handed on already. Where positions are missing, a hole is handed on.
 */
final class Replay {

  private static final String MAYBE_DELETIONS =
      ": if a deletion was among what is lost, a deleted event is back";

  private final Disk disk;
  private final List<Manifest.Entry> segments;
  private final Consumer<Recovered.Step> steps;
  private final Consumer<String> findings;

  /** The position that the next event is to have. */
  private long next;

  private boolean endIsMissing;
  private @Nullable SegmentScan newest;

  /**
   * A replay that has not begun.
   *
   * @param steps gets what is there, in order
   * @param findings gets what is wrong, in words
   */
  Replay(
      Disk disk,
      List<Manifest.Entry> segments,
      Consumer<Recovered.Step> steps,
      Consumer<String> findings) {
    this.disk = disk;
    this.segments = segments;
    this.steps = steps;
    this.findings = findings;
    this.next = segments.isEmpty() ? 1 : segments.getFirst().base();
  }

  /** The position of the last event. */
  long head() {
    return next - 1;
  }

  /** Whether something that was durable is missing behind the head, or may be. */
  boolean endIsMissing() {
    return endIsMissing;
  }

  /** What was found in the newest segment; null if it is missing. */
  @Nullable SegmentScan newest() {
    return newest;
  }

  /**
   * Reads all segments. To be called once.
   *
   * @param files the names of all files in the directory
   */
  void run(List<String> files) throws IOException {
    Set<String> names = Set.copyOf(files);
    for (int i = 0; i < segments.size(); i++) {
      boolean isNewest = i == segments.size() - 1;
      long limit = isNewest ? Long.MAX_VALUE : segments.get(i + 1).base();
      missingUpTo(segments.get(i).base() - 1);
      String name = SegmentFormat.name(segments.get(i).sequence());
      if (names.contains(name)) {
        read(name, limit, isNewest);
      } else {
        findings.accept(name + ": is missing" + (isNewest ? "" : MAYBE_DELETIONS));
        endIsMissing = isNewest;
      }
    }
  }

  private void read(String name, long limit, boolean isNewest) throws IOException {
    SegmentScan scan;
    try (Disk.DiskFile file = disk.open(name)) {
      scan = SegmentScan.of(file, name);
    }
    scan.findings.forEach(findings);
    if (isNewest) {
      newest = scan;
      endIsMissing = scan.cutOff();
    }
    for (SegmentScan.Found found : scan.records) {
      boolean nothingMissing =
          found.stored() instanceof StoredRecord.Positioned events && events.first() == next;
      if (found.damagedBefore()) {
        findings.accept(
            name
                + (nothingMissing
                    ? ": what is damaged was a deletion, so a deleted event is back"
                    : MAYBE_DELETIONS));
      }
      take(found.stored(), limit);
    }
    if (scan.cutOff() && !isNewest) {
      findings.accept(name + MAYBE_DELETIONS);
    }
  }

  private void take(StoredRecord stored, long limit) {
    if (stored instanceof StoredRecord.Positioned events) {
      if (events.first() >= limit || events.first() < next) {
        return; // was never acknowledged
      }
      missingUpTo(events.first() - 1);
      next = events.last() + 1;
    }
    steps.accept(new Recovered.Stored(stored));
  }

  private void missingUpTo(long position) {
    if (position >= next) {
      findings.accept(
          next == position
              ? "the event at position " + next + " is lost"
              : "the events at the positions " + next + " to " + position + " are lost");
      steps.accept(new Recovered.Hole(position));
      next = position + 1;
    }
  }
}
