package dev.belfry.store.file;

/** A segment that is no longer written to. Its file may be compacted, and so become shorter. */
final class SealedSegment {

  private final Manifest.Entry entry;
  private final long sealedAt;

  /** The background executor writes it once the segment is sealed, the writer reads it. */
  private volatile long bytes;

  /**
   * A segment whose file is there.
   *
   * @param bytes the length of its file
   * @param sealedAt when it was sealed, or found at the start, in the nanoseconds of the store's
   *     clock
   */
  SealedSegment(Manifest.Entry entry, long bytes, long sealedAt) {
    this.entry = entry;
    this.bytes = bytes;
    this.sealedAt = sealedAt;
  }

  Manifest.Entry entry() {
    return entry;
  }

  String name() {
    return SegmentFormat.name(entry.sequence());
  }

  long sealedAt() {
    return sealedAt;
  }

  long bytes() {
    return bytes;
  }

  /** Notes how long the file is after a compaction. */
  void compactedTo(long length) {
    bytes = length;
  }
}
