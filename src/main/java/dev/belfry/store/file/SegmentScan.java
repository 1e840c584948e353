package dev.belfry.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is found in one segment file, with what is wrong with it. Nothing is changed.
 *
 * <p>A record that is broken ahead of the recovery point was acknowledged: that is damage. Behind
 * the recovery point broken bytes are normal: a write that the stop of a machine has torn.
 */
final class SegmentScan {

  /**
   * So much of a file is read at most, as all of it is in memory meanwhile; no segment is longer.
   */
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

  /** What is wrong with this file, in words. */
  final List<String> findings = new ArrayList<>();

  /** The place behind the last intact record. */
  private int end = SegmentFormat.RECORDS;

  /** Whether a record that was durable is missing behind the last intact one, or may be. */
  private boolean cutOff;

  /** The recovery point; the begin of the records where it is damaged. */
  private final int durable;

  /** Whether there are bytes behind the end that are not zero: a torn write. */
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
    int recoveryPoint = SegmentFormat.recoveryPoint(bytes);
    SegmentScan scan = new SegmentScan(header, Math.max(recoveryPoint, SegmentFormat.RECORDS));
    if (header == null) {
      scan.findings.add(name + ": the header is damaged");
    } else if (header.capacity() != file.length()) {
      scan.findings.add(
          name + ": has " + file.length() + " bytes, where " + header.capacity() + " were");
    }
    if (recoveryPoint < 0) {
      scan.findings.add(
          name + ": the recovery point, which says how far it was synced, is damaged");
    }
    scan.read(bytes, name);
    boolean whole = header != null && header.capacity() <= file.length() && recoveryPoint >= 0;
    scan.cutOff |= !whole; // nothing says how far it was durable
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
