package dev.belfry.store.file;

import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.Tail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one segment anew, without the events that have left the retention, and puts the new file
 * in the place of the old one, all at once: a stop at any time leaves one of the two, and each is
 * right.
 */
final class Compaction {

  private static final int PAGE = 4096;

  private final Disk disk;
  private final Tail tail;
  private final Manifest.Entry entry;

  /** The position that the next segment begins with. */
  private final long limit;

  /** Whether the keys of the segment's requests may still be asked for. */
  private final boolean keys;

  /** What stays; it has room for as much as is worth the trouble. */
  private final ByteBuffer records;

  /** The position that comes next. */
  private long next;

  /** The first position that is not in the records yet. */
  private long pending;

  private final Map<TopicName, Long> newest = new HashMap<>();

  private Compaction(
      Disk disk, Tail tail, Manifest.Entry entry, long limit, boolean keys, int room) {
    this.disk = disk;
    this.tail = tail;
    this.entry = entry;
    this.limit = limit;
    this.keys = keys;
    this.records = ByteBuffer.allocate(room);
    this.next = entry.base();
    this.pending = entry.base();
  }

  /**
   * Compacts a segment that is not written to any more, if that gives back a quarter of it at
   * least. One that is damaged stays as it is.
   *
   * @param tail says what is still wanted
   * @param limit the position that the next segment begins with
   * @param keys whether the keys of its requests may still be asked for
   * @param newName of a file that is not there
   * @return the length that the file has now
   */
  static long compact(
      Disk disk, Tail tail, Manifest.Entry entry, long limit, boolean keys, String newName)
      throws IOException {
    String name = SegmentFormat.name(entry.sequence());
    try (Disk.DiskFile file = disk.open(name)) {
      long length = file.length();
      long room = length / 4 * 3 - SegmentFormat.RECORDS;
      if (room <= 0 || length > Segments.LARGEST) {
        return length; // there is next to nothing in it, or a single request that fills it
      }
      SegmentScan scan = SegmentScan.of(file, name);
      SegmentFormat.Header header = scan.header;
      Compaction compaction = new Compaction(disk, tail, entry, limit, keys, (int) room);
      if (header == null || !scan.findings.isEmpty() || !compaction.collect(file, scan.records)) {
        return length;
      }
      return compaction.replace(header, name, newName);
    }
  }

  /** Collects what stays; says no if it is too much, or not what it should be. */
  private boolean collect(Disk.DiskFile file, List<SegmentScan.Found> found) throws IOException {
    for (SegmentScan.Found each : found) {
      if (each.stored() instanceof StoredRecord.Positioned positioned) {
        if (positioned.first() >= limit) {
          continue; // never acknowledged: the next segment was begun instead
        }
        if (positioned.first() != next) {
          return false;
        }
        next = positioned.last() + 1;
      }
      boolean fits =
          switch (each.stored()) {
            case StoredRecord.Accepted accepted when isWanted(accepted) ->
                putTrimmed(accepted.first()) && put(file, each);
            case StoredRecord.Accepted accepted -> {
              noteTrimmed(accepted);
              yield true;
            }
            case StoredRecord.Trimmed trimmed -> {
              trimmed.newest().forEach(this::noteTrimmed);
              yield true;
            }
            // always: an event that is to stay away may stand in a batch that stays
            case StoredRecord.Deleted _ -> putTrimmed(next) && put(file, each);
          };
      if (!fits) {
        return false;
      }
    }
    return putTrimmed(next);
  }

  private boolean isWanted(StoredRecord.Accepted accepted) {
    if (keys && accepted.key() != null) {
      return true;
    }
    long position = accepted.first();
    for (Post post : accepted.posts()) {
      if (post.retain() && tail.holds(post.topic(), position)) {
        return true;
      }
      position++;
    }
    return false;
  }

  private void noteTrimmed(StoredRecord.Accepted accepted) {
    long position = accepted.first();
    for (Post post : accepted.posts()) {
      if (post.retain()) {
        noteTrimmed(post.topic(), position);
      }
      position++;
    }
  }

  private void noteTrimmed(TopicName topic, long position) {
    newest.merge(topic, position, Math::max);
  }

  /** Says of the events up to a position, but not of this one, that they have left. */
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

  private long replace(SegmentFormat.Header header, String name, String newName)
      throws IOException {
    int used = SegmentFormat.RECORDS + records.flip().limit();
    int length = (used + PAGE - 1) / PAGE * PAGE; // so much it takes
    Segment made = new Segment(disk.create(newName, length), entry, length, SegmentFormat.RECORDS);
    try (made) {
      made.writeHeader(header.epoch());
      made.append(records);
      made.sync(); // the mark, too
    } catch (IOException | RuntimeException e) {
      disk.delete(newName);
      throw e;
    }
    disk.rename(newName, name);
    return length;
  }
}
