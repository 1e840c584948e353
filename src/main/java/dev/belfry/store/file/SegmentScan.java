package dev.belfry.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is found in one segment file, with what is wrong with it. Nothing is changed.
 *
 * <p>What is broken in front of the mark was acknowledged, and is damage; what is broken behind it
 * is what a stop in mid-write leaves.
 */
final class SegmentScan {

  /** No segment is longer: all of a file is in memory for a while. */
  private static final int MOST_BYTES = 1 << 28;

  /**
   * A record, and where it stands.
   *
   * @param at its place in the file
   * @param length how many bytes it has there
   * @param stored what it says
   * @param damagedBefore whether something that was durable is broken between the record before and
   *     this one
   */
  record Found(int at, int length, StoredRecord stored, boolean damagedBefore) {}

  /** Null if the header is damaged. */
  final SegmentFormat.@Nullable Header header;

  final List<Found> records = new ArrayList<>();

  /** What is to be told of this file, for people. */
  final List<String> findings = new ArrayList<>();

  /** Behind the last record that counts. */
  private int end = SegmentFormat.RECORDS;

  /** Whether something that was durable is missing behind the last record, or may be. */
  private boolean cutOff;

  /** How far the file was durable for certain. */
  private final int durable;

  /** Whether there is something behind the end that does not count. */
  private boolean dirty;

  private SegmentScan(SegmentFormat.@Nullable Header header, int durable) {
    this.header = header;
    this.durable = durable;
  }

  int end() {
    return end;
  }

  boolean cutOff() {
    return cutOff;
  }

  boolean dirty() {
    return dirty;
  }

  int durable() {
    return durable;
  }

  /**
   * Reads a file from its begin to its end.
   *
   * @param name for the findings
   */
  static SegmentScan of(Disk.DiskFile file, String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.length(), MOST_BYTES));
    file.read(bytes, 0);
    bytes.flip();
    SegmentFormat.Header header = SegmentFormat.header(bytes);
    if (header != null && header.version() > SegmentFormat.VERSION) {
      throw new Manifest.NewerVersionException(name, header.version());
    }
    int mark = SegmentFormat.mark(bytes);
    SegmentScan scan = new SegmentScan(header, Math.max(mark, SegmentFormat.RECORDS));
    if (header == null) {
      scan.findings.add(name + ": the header is damaged");
    } else if (header.capacity() != file.length()) {
      scan.findings.add(
          name + ": has " + file.length() + " bytes, where " + header.capacity() + " were");
    }
    if (mark < 0) {
      scan.findings.add(name + ": the mark of how far it was durable is damaged");
    }
    scan.read(bytes, name);
    boolean whole = header != null && header.capacity() <= file.length() && mark >= 0;
    scan.cutOff |= !whole; // nobody knows how far it was durable
    return scan;
  }

  private void read(ByteBuffer bytes, String name) {
    int at = SegmentFormat.RECORDS;
    boolean damaged = false;
    while (at < bytes.limit()) {
      int length = RecordFormat.lengthAt(bytes, at);
      StoredRecord stored = length == 0 ? null : RecordFormat.read(bytes, at, length);
      if (stored != null) {
        records.add(new Found(at, length, stored, damaged));
        damaged = false;
        at += length;
        end = at;
        continue;
      }
      int next = at < durable ? next(bytes, at + 1) : bytes.limit();
      if (at < durable) {
        findings.add(
            name + ": damaged from byte " + at + (next < bytes.limit() ? " to " + next : " on"));
        damaged = true;
      }
      if (next == bytes.limit()) {
        dirty = !isZero(bytes, at);
      }
      at = next;
    }
    cutOff = damaged || end < durable;
  }

  /** The next place from here on at which a record stands; the end of the file if there is none. */
  private static int next(ByteBuffer bytes, int from) {
    for (int at = from; at < bytes.limit(); at++) {
      // records begin with a zero byte (but those of 16 MB and more: they are not found here), and
      // neither JSON nor text holds one, so nothing that a publisher wrote passes for a record
      if (bytes.get(at) == 0 && RecordFormat.lengthAt(bytes, at) > 0) {
        return at;
      }
    }
    return bytes.limit();
  }

  private static boolean isZero(ByteBuffer bytes, int from) {
    for (int at = from; at < bytes.limit(); at++) {
      if (bytes.get(at) != 0) {
        return false;
      }
    }
    return true;
  }
}
