package dev.belfry.store.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.belfry.event.Epoch;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** How a segment file begins, and what it is called. Big endian. */
final class SegmentFormat {

  /** The version this code writes. It reads no newer one. */
  static final int VERSION = 2;

  /** Where the first record stands: the header has a page of the disk for itself. */
  static final int RECORDS = 4096;

  /** Where the recovery point stands. */
  static final int RECOVERY_POINT = 64;

  static final int RECOVERY_POINT_SIZE = 8;

  private static final long MAGIC = 0x42454c4652590a01L; // BELFRY, a line end, and no text
  private static final int EPOCH = 20;
  private static final int CHECKED = 8 + 4 + 8 + 4 + EPOCH;
  private static final String SEGMENT = ".segment";
  private static final String NEW = ".new";
  private static final Pattern NAME = Pattern.compile("(\\d{10,18})\\.(?:segment|new)");

  private SegmentFormat() {}

  /**
   * What a segment says of itself.
   *
   * @param version of the format
   * @param base the position that its first event has
   * @param capacity the file's length
   * @param epoch that it was begun in
   */
  record Header(int version, long base, int capacity, Epoch epoch) {}

  /** The name of a segment: names sort as segments were made. */
  static String name(long sequence) {
    return String.format(Locale.ROOT, "%010d", sequence) + SEGMENT;
  }

  /** The name of a file that becomes a segment. */
  static String newName(long sequence) {
    return String.format(Locale.ROOT, "%010d", sequence) + NEW;
  }

  static boolean isSegment(String name) {
    return name.endsWith(SEGMENT) && sequence(name) > 0;
  }

  /** The number in the name of a segment, or of what becomes one; 0 if it is another file's. */
  static long sequence(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  static ByteBuffer header(Header header) {
    ByteBuffer bytes = ByteBuffer.allocate(CHECKED + 4);
    bytes.putLong(MAGIC).putInt(header.version()).putLong(header.base()).putInt(header.capacity());
    bytes.put(header.epoch().value().getBytes(US_ASCII)).position(CHECKED);
    return bytes.putInt(checksum(bytes, 0, CHECKED)).flip();
  }

  /** Reads a header, of whichever version; null if there is none, or it is damaged. */
  static @Nullable Header header(ByteBuffer file) {
    if (file.limit() < RECORDS
        || file.getLong(0) != MAGIC
        || file.getInt(CHECKED) != checksum(file, 0, CHECKED)) {
      return null;
    }
    byte[] epoch = new byte[EPOCH];
    file.get(8 + 4 + 8 + 4, epoch);
    return new Header(
        file.getInt(8),
        file.getLong(12),
        file.getInt(20),
        new Epoch(new String(epoch, US_ASCII).replace("\0", "")));
  }

  /**
   * The recovery point: up to which byte the file is durable. It is written behind each sync, and
   * becomes durable with the next, so that it may be behind the truth and never ahead of it.
   */
  static ByteBuffer recoveryPoint(int durable) {
    ByteBuffer bytes = ByteBuffer.allocate(RECOVERY_POINT_SIZE).putInt(durable);
    return bytes.putInt(checksum(bytes, 0, 4)).flip();
  }

  /** Reads the recovery point; -1 if it is damaged. */
  static int recoveryPoint(ByteBuffer file) {
    if (file.limit() < RECORDS) {
      return -1;
    }
    int durable = file.getInt(RECOVERY_POINT);
    return file.getInt(RECOVERY_POINT + 4) == checksum(file, RECOVERY_POINT, 4) ? durable : -1;
  }

  static int checksum(ByteBuffer bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(from + length).position(from));
    return (int) crc.getValue();
  }
}
