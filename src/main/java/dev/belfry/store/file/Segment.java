package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The segment that is written to. The writer's own. */
final class Segment implements Closeable {

  private final Disk.DiskFile file;
  private final Manifest.Entry entry;
  private final int capacity;

  /** Behind the last record. */
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
    mark();
  }

  /** Makes durable what every segment begins with. */
  void writeHeader(Epoch epoch) throws IOException {
    SegmentFormat.Header header =
        new SegmentFormat.Header(SegmentFormat.VERSION, entry.base(), capacity, epoch);
    file.write(SegmentFormat.header(header), 0);
    mark(); // ahead of the sync: a segment without a mark is a damaged one
    file.sync();
  }

  /** Makes durable what is there. */
  void sync() throws IOException {
    file.sync();
    mark();
  }

  /** Makes durable how far it was durable: nothing is appended any more. */
  void seal() throws IOException {
    try (file) {
      file.sync();
    }
  }

  private void mark() throws IOException {
    file.write(SegmentFormat.mark(end), SegmentFormat.MARK);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
