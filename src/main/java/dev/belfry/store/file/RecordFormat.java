package dev.belfry.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belfry.event.EventData;
import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.IdempotencyKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a record is written: its length, a checksum over length and content, its content. Big endian.
 */
final class RecordFormat {

  /** Ahead of the content: its length and the checksum. */
  static final int PREFIX = 8;

  /** The longest content, twice what the largest request has. */
  static final int MAX_CONTENT = (1 << 27) - 1;

  private static final byte ACCEPTED = 1;
  private static final byte DELETED = 2;
  private static final byte TRIMMED = 3;

  private static final int KEYED = 1;

  private static final int JSON = 1;
  private static final int RETAINED = 2;
  private static final int TYPED = 4;
  private static final int TRIMMED_POST = 8;

  private static final int ACCEPTED_FIXED = 1 + 8 + 8 + 1 + 4;
  private static final int KEY = 4 * 8;
  private static final int POST_FIXED = 1 + 1 + 2 + 4;

  private static final EventData NO_DATA = EventData.text(new byte[0]);

  private RecordFormat() {}

  /** How many bytes a record takes at most. */
  static long bound(List<Post> posts) {
    long bound = PREFIX + ACCEPTED_FIXED + KEY;
    for (Post post : posts) {
      EventType type = post.type();
      bound += POST_FIXED + post.topic().value().length();
      bound += post.retain() ? post.data().length() : 0;
      bound += type == null ? 0 : 3L * type.value().length();
    }
    return bound;
  }

  /** How many bytes a record of a deletion takes at most. */
  static final int DELETED_BOUND = PREFIX + 1 + 8 + 1 + 255;

  /** How many bytes a record of trimmed events takes at most. */
  static long bound(StoredRecord.Trimmed trimmed) {
    long bound = PREFIX + 1 + 8 + 8 + 4;
    for (TopicName topic : trimmed.newest().keySet()) {
      bound += 1 + topic.value().length() + 8;
    }
    return bound;
  }

  /** Writes a record behind what is in a buffer that has room for it. */
  static void write(StoredRecord stored, ByteBuffer into) {
    int start = into.position();
    into.position(start + PREFIX);
    switch (stored) {
      case StoredRecord.Accepted accepted -> writeAccepted(accepted, into);
      case StoredRecord.Deleted(TopicName topic, long position) -> {
        into.put(DELETED).putLong(position);
        writeTopic(topic, into);
      }
      case StoredRecord.Trimmed(long first, long last, Map<TopicName, Long> newest) -> {
        into.put(TRIMMED).putLong(first).putLong(last).putInt(newest.size());
        newest.forEach((topic, position) -> {
          writeTopic(topic, into);
          into.putLong(position);
        });
      }
    }
    int length = into.position() - start - PREFIX;
    into.putInt(start, length);
    into.putInt(start + 4, checksum(into, start, length));
  }

  private static void writeAccepted(StoredRecord.Accepted accepted, ByteBuffer into) {
    IdempotencyKey key = accepted.key();
    into.put(ACCEPTED);
    into.putLong(accepted.first());
    into.putLong(accepted.publishedAt().toEpochMilli());
    into.put((byte) (key == null ? 0 : KEYED));
    if (key != null) {
      into.putLong(key.key().high()).putLong(key.key().low());
      into.putLong(key.request().high()).putLong(key.request().low());
    }
    into.putInt(accepted.posts().size());
    int index = 0;
    for (Post post : accepted.posts()) {
      boolean trimmed = accepted.trimmed().contains(index++);
      writePost(post, trimmed ? TRIMMED_POST : post.retain() ? RETAINED : 0, into);
    }
  }

  private static void writePost(Post post, int kept, ByteBuffer into) {
    EventType type = post.type();
    EventData data = kept == RETAINED ? post.data() : NO_DATA;
    int flags = (post.data().isJson() ? JSON : 0) | kept | (type == null ? 0 : TYPED);
    into.put((byte) flags);
    writeTopic(post.topic(), into);
    if (type != null) {
      byte[] name = type.value().getBytes(UTF_8);
      into.putShort((short) name.length).put(name);
    }
    into.putInt(data.length());
    data.copyTo(0, into.array(), into.arrayOffset() + into.position(), data.length());
    into.position(into.position() + data.length());
  }

  private static void writeTopic(TopicName topic, ByteBuffer into) {
    byte[] name = topic.value().getBytes(UTF_8);
    into.put((byte) name.length).put(name);
  }

  private static int checksum(ByteBuffer bytes, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(start + 4).position(start));
    crc.update(bytes.duplicate().limit(start + PREFIX + length).position(start + PREFIX));
    return (int) crc.getValue();
  }

  /** The length of the whole record at a place; 0 if there is none, or a broken one. */
  static int lengthAt(ByteBuffer bytes, int at) {
    if (at + PREFIX > bytes.limit()) {
      return 0;
    }
    int length = bytes.getInt(at);
    if (length <= 0 || length > MAX_CONTENT || at + PREFIX + length > bytes.limit()) {
      return 0;
    }
    return checksum(bytes, at, length) == bytes.getInt(at + 4) ? PREFIX + length : 0;
  }

  /**
   * Reads the record at a place where there is one.
   *
   * @return null if it is of a kind that this version does not know, or not made of values that it
   *     knows
   */
  static @Nullable StoredRecord read(ByteBuffer bytes, int at, int length) {
    ByteBuffer content = bytes.duplicate().limit(at + length).position(at + PREFIX);
    try {
      StoredRecord stored =
          switch (content.get()) {
            case ACCEPTED -> readAccepted(content);
            case DELETED -> readDeleted(content);
            case TRIMMED -> readTrimmed(content);
            default -> null;
          };
      return content.hasRemaining() ? null : stored;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return null;
    }
  }

  private static StoredRecord readAccepted(ByteBuffer content) {
    long first = content.getLong();
    Instant publishedAt = Instant.ofEpochMilli(content.getLong());
    IdempotencyKey key = (content.get() & KEYED) == 0 ? null : readKey(content);
    int count = content.getInt();
    List<Post> posts = new ArrayList<>();
    Set<Integer> trimmed = new HashSet<>();
    for (int i = 0; i < count; i++) {
      int flags = content.get();
      if ((flags & TRIMMED_POST) != 0) {
        trimmed.add(i);
      }
      posts.add(readPost(flags, content));
    }
    if (first < 1 || posts.isEmpty()) {
      throw new IllegalArgumentException("not a list of events");
    }
    return new StoredRecord.Accepted(first, publishedAt, key, posts, Set.copyOf(trimmed));
  }

  private static StoredRecord readDeleted(ByteBuffer content) {
    long position = content.getLong();
    return new StoredRecord.Deleted(readTopic(content), position);
  }

  private static StoredRecord readTrimmed(ByteBuffer content) {
    long first = content.getLong();
    long last = content.getLong();
    int count = content.getInt();
    Map<TopicName, Long> newest = new HashMap<>();
    for (int i = 0; i < count; i++) {
      newest.put(readTopic(content), content.getLong());
    }
    if (first < 1 || last < first) {
      throw new IllegalArgumentException("not a row of positions");
    }
    return new StoredRecord.Trimmed(first, last, Map.copyOf(newest));
  }

  private static TopicName readTopic(ByteBuffer content) {
    return new TopicName(text(content, Byte.toUnsignedInt(content.get())));
  }

  private static IdempotencyKey readKey(ByteBuffer content) {
    return new IdempotencyKey(readDigest(content), readDigest(content));
  }

  private static IdempotencyKey.Digest readDigest(ByteBuffer content) {
    long high = content.getLong();
    return new IdempotencyKey.Digest(high, content.getLong());
  }

  private static Post readPost(int flags, ByteBuffer content) {
    TopicName topic = readTopic(content);
    EventType type =
        (flags & TYPED) == 0
            ? null
            : new EventType(text(content, Short.toUnsignedInt(content.getShort())));
    boolean retain = (flags & RETAINED) != 0;
    byte[] data = bytes(content, content.getInt());
    return new Post(
        topic,
        type,
        (flags & JSON) != 0 && retain ? EventData.json(data) : EventData.text(data),
        retain);
  }

  private static String text(ByteBuffer content, int length) {
    return new String(bytes(content, length), UTF_8);
  }

  private static byte[] bytes(ByteBuffer content, int length) {
    if (length < 0 || length > content.remaining()) {
      throw new IllegalArgumentException("longer than the record");
    }
    byte[] bytes = new byte[length];
    content.get(bytes);
    return bytes;
  }
}
