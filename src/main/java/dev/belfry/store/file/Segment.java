package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A segment that is written to. One thread's own. */
final class Segment implements Closeable {

  private final Disk.DiskFile file;
  private final Manifest.Entry entry;
  private final int capacity;

  /** The place behind the last record. */
  private int end;

  Segment(Disk.DiskFile file, Manifest.Entry entry, int capacity, int end) {
    this.file = file;
    this.entry = entry;
    this.capacity = capacity;
    this.end = end;
  }

  Manifest.Entry entry() {
    return entry;
  }

  int capacity() {
    return capacity;
  }

  /** How many bytes of records fit in. */
  int room() {
    return capacity - end;
  }

  /**
   * Appends records, and makes them durable. If this fails, nobody knows what is on the disk behind
   * the records before: nothing may be appended any more.
   */
  void append(ByteBuffer records) throws IOException {
    int length = records.remaining();
    file.write(records, end);
    file.sync();
    end += length;
    writeRecoveryPoint();
  }

  /** Makes durable what every segment begins with. */
  void writeHeader(Epoch epoch) throws IOException {
    SegmentFormat.Header header =
        new SegmentFormat.Header(SegmentFormat.VERSION, entry.base(), capacity, epoch);
    file.write(SegmentFormat.header(header), 0);
    writeRecoveryPoint(); // ahead of the sync: a segment without one counts as damaged
    file.sync();
  }

  /** Makes durable what was written. The recovery point becomes durable with the next sync. */
  void sync() throws IOException {
    file.sync();
    writeRecoveryPoint();
  }

  /** Makes the last recovery point durable, and closes the file: nothing is appended any more. */
  void seal() throws IOException {
    try (file) {
      file.sync();
    }
  }

  private void writeRecoveryPoint() throws IOException {
    file.write(SegmentFormat.recoveryPoint(end), SegmentFormat.RECOVERY_POINT);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
