package dev.belfry.store.file;

import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.RetainedEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes one segment anew, without the events that have left the retention, and puts the new file
 * in the place of the old one by a rename: a stop at any time leaves one of the two files, and
 * either is right.
 *
 * <p>The new file accounts for every position of the old one: an event that is retained keeps its
 * record, and of each row of events between these a record says that they have left. So a position
 * that is missing later is damage, as in a segment that was never compacted.
 */
final class Compaction {

  private static final int PAGE = 4096;

  /**
   * A segment that is to be compacted.
   *
   * @param limit the position that the next segment begins with
   * @param keys whether the keys of its requests may still be asked for, so that the requests stay
   */
  record Source(Manifest.Entry entry, long limit, boolean keys) {

    String name() {
      return SegmentFormat.name(entry.sequence());
    }
  }

  private final Disk disk;
  private final RetainedEvents retained;
  private final Source source;

  /**
   * The records that stay. It has room for three quarters of the file: if they do not fit, less
   * than a quarter would be given back, and the segment is left as it is.
   */
  private final ByteBuffer records;

  /** The position that the next event of the old file is to have. */
  private long next;

  /** The first position that no record accounts for yet: from here on events have left. */
  private long pending;

  /** The newest event of each topic among those from {@link #pending} on. */
  private final Map<TopicName, Long> newest = new HashMap<>();

  /** The positions in the records that stay, also of events in them that have left. */
  private final Set<Long> kept = new HashSet<>();

  private Compaction(Disk disk, RetainedEvents retained, Source source, int room) {
    this.disk = disk;
    this.retained = retained;
    this.source = source;
    this.records = ByteBuffer.allocate(room);
    this.next = source.entry().base();
    this.pending = next;
  }

  /**
   * Compacts a segment that is not written to any more, if that gives back a quarter of it at
   * least. One that is damaged stays as it is.
   *
   * @param retained says what is retained
   * @param newName of a file that is not there
   * @return the length of the file, as it is now
   */
  static long compact(Disk disk, RetainedEvents retained, Source source, String newName)
      throws IOException {
    try (Disk.DiskFile file = disk.open(source.name())) {
      long length = file.length();
      long most = length / 4 * 3 / PAGE * PAGE;
      if (most <= SegmentFormat.RECORDS || length > SealedSegments.LARGEST) {
        return length; // it is as short as can be, or longer than a buffer should be
      }
      int room = (int) most - SegmentFormat.RECORDS;
      Compaction compaction = new Compaction(disk, retained, source, room);
      SegmentScan scan = SegmentScan.of(file, source.name());
      SegmentFormat.Header header = scan.header;
      return header != null && scan.findings.isEmpty() && compaction.collect(file, scan.records)
          ? compaction.replace(header, newName)
          : length;
    }
  }

  /** Collects what stays; returns false if it is too much, or a position is missing. */
  private boolean collect(Disk.DiskFile file, List<SegmentScan.Found> found) throws IOException {
    for (SegmentScan.Found each : found) {
      if (!take(file, each)) {
        return false;
      }
    }
    return putTrimmed(next);
  }

  private boolean take(Disk.DiskFile file, SegmentScan.Found found) throws IOException {
    if (found.stored() instanceof StoredRecord.Positioned positioned) {
      if (positioned.first() >= source.limit()) {
        return true; // was never acknowledged: the next segment was begun instead
      }
      if (positioned.first() != next) {
        return false;
      }
      next = positioned.last() + 1;
    }
    return switch (found.stored()) {
      case StoredRecord.Accepted accepted -> take(file, found, accepted);
      case StoredRecord.Trimmed trimmed -> {
        noteTrimmed(trimmed.newest());
        yield true;
      }
      // needed as long as the event's record may stand in this segment, or in another one
      case StoredRecord.Deleted deleted -> isDropped(deleted.position()) || put(file, found);
    };
  }

  private boolean take(Disk.DiskFile file, SegmentScan.Found found, StoredRecord.Accepted accepted)
      throws IOException {
    Set<Integer> trimmed = new HashSet<>(accepted.trimmed());
    boolean wanted = source.keys() && accepted.key() != null;
    int index = 0;
    for (Post post : accepted.posts()) {
      if (post.retain()) {
        boolean held =
            retained.state(post.topic(), accepted.first() + index) != RetainedEvents.State.GONE;
        wanted |= held;
        if (!held) {
          trimmed.add(index);
        }
      }
      index++;
    }
    StoredRecord.Accepted now =
        new StoredRecord.Accepted(
            accepted.first(), accepted.publishedAt(), accepted.key(), accepted.posts(), trimmed);
    if (!wanted) {
      noteTrimmed(now.newestTrimmed());
      return true;
    }
    if (!putTrimmed(accepted.first())) {
      return false;
    }
    for (long position = accepted.first(); position <= accepted.last(); position++) {
      kept.add(position);
    }
    if (trimmed.equals(accepted.trimmed())) {
      return put(file, found);
    }
    if (found.length() > records.remaining()) {
      return false; // the old length is taken for the new, shorter one: a bound is enough here
    }
    RecordFormat.write(now, records);
    return true;
  }

  /** Whether an event stood in this segment, and its record does not stay. */
  private boolean isDropped(long position) {
    return position >= source.entry().base() && position < next && !kept.contains(position);
  }

  private void noteTrimmed(Map<TopicName, Long> trimmed) {
    trimmed.forEach((topic, position) -> newest.merge(topic, position, Math::max));
  }

  /**
   * Puts a record that the events from {@link #pending} on have left, if there are any.
   *
   * @param end the position behind the last of them
   */
  private boolean putTrimmed(long end) {
    if (pending < end) {
      StoredRecord.Trimmed trimmed = new StoredRecord.Trimmed(pending, end - 1, newest);
      if (RecordFormat.bound(trimmed) > records.remaining()) {
        return false;
      }
      RecordFormat.write(trimmed, records);
    }
    newest.clear();
    pending = next;
    return true;
  }

  private boolean put(Disk.DiskFile file, SegmentScan.Found found) throws IOException {
    if (found.length() > records.remaining()) {
      return false;
    }
    records.limit(records.position() + found.length());
    file.read(records, found.at());
    records.limit(records.capacity());
    return true;
  }

  private long replace(SegmentFormat.Header header, String newName) throws IOException {
    int used = SegmentFormat.RECORDS + records.flip().limit();
    int length = (used + PAGE - 1) / PAGE * PAGE; // a file takes whole pages
    try {
      Segment made =
          new Segment(disk.create(newName, length), source.entry(), length, SegmentFormat.RECORDS);
      try (made) {
        made.writeHeader(header.epoch());
        made.append(records);
        made.sync(); // the recovery point, too
      }
      disk.rename(newName, source.name());
    } catch (IOException | RuntimeException e) {
      disk.delete(newName);
      throw e;
    }
    return length;
  }
}
