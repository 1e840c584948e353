package dev.belfry.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belfry.event.Epoch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Says which segments there are, so that one that is missing is missed. A small text file that is
 * replaced as a whole.
 *
 * @param epoch the life of the store
 * @param segments in the order in which they were begun; at least one. That the first of them are
 *     not there says that they were dropped
 */
record Manifest(Epoch epoch, List<Entry> segments) {

  /**
   * A segment.
   *
   * @param sequence number of its file
   * @param base position of its first event, as long as it has one
   */
  record Entry(long sequence, long base) {}

  static final String NAME = "manifest";

  /** While it is being made. */
  static final String NEW = "manifest.new";

  private static final String TITLE = "belfry file store, version ";
  private static final int MOST_BYTES = 1 << 28;

  Manifest {
    segments = List.copyOf(segments);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("a store has a segment");
    }
  }

  /** A manifest or a segment of a newer version says nothing that can be used. */
  static final class NewerVersionException extends IOException {

    private static final long serialVersionUID = 1L;

    NewerVersionException(String file, int version) {
      super(
          file
              + " is of version "
              + version
              + ", and this Belfry reads versions up to "
              + SegmentFormat.VERSION);
    }
  }

  /** Its segments without those at the begin whose files are not there: they were dropped. */
  List<Entry> present(Set<String> names) {
    int first = 0;
    while (first < segments.size() - 1
        && !names.contains(SegmentFormat.name(segments.get(first).sequence()))) {
      first++;
    }
    return segments.subList(first, segments.size());
  }

  /** Writes it, to be published. */
  void prepare(Disk disk) throws IOException {
    StringBuilder text = new StringBuilder(TITLE).append(SegmentFormat.VERSION).append('\n');
    text.append("epoch ").append(epoch).append('\n');
    for (Entry segment : segments) {
      text.append("segment ").append(segment.sequence()).append(' ').append(segment.base());
      text.append('\n');
    }
    String checksum = checksum(text.toString());
    text.append("checksum ").append(checksum).append('\n');
    byte[] bytes = text.toString().getBytes(UTF_8);
    try (Disk.DiskFile file = disk.create(NEW, bytes.length)) {
      file.write(ByteBuffer.wrap(bytes), 0);
      file.sync();
    }
  }

  /** Puts the one that was prepared in the place of the one before. */
  static void publish(Disk disk) throws IOException {
    disk.rename(NEW, NAME);
  }

  /**
   * Reads the manifest.
   *
   * @return null if it is damaged
   */
  static @Nullable Manifest read(Disk disk) throws IOException {
    String text;
    try (Disk.DiskFile file = disk.open(NAME)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.length(), MOST_BYTES));
      file.read(bytes, 0);
      text = new String(bytes.array(), 0, bytes.position(), UTF_8);
    }
    int end = text.lastIndexOf("checksum ");
    if (end < 0
        || !text.startsWith(TITLE)
        || !text.substring(end).equals("checksum " + checksum(text.substring(0, end)) + "\n")) {
      return null;
    }
    return parse(text.substring(0, end).split("\n"));
  }

  private static @Nullable Manifest parse(String[] lines) throws IOException {
    int version = Integer.parseInt(lines[0].substring(TITLE.length()));
    if (version > SegmentFormat.VERSION) {
      throw new NewerVersionException(NAME, version);
    }
    Epoch epoch = new Epoch(lines[1].substring("epoch ".length()));
    List<Entry> segments = new ArrayList<>();
    for (int i = 2; i < lines.length; i++) {
      String[] words = lines[i].split(" ", -1);
      segments.add(new Entry(Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return new Manifest(epoch, segments);
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
