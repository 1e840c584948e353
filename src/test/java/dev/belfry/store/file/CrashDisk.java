package dev.belfry.store.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk that loses power: what was written and not synced is there as long as it runs, and is
 * gone, page by page as chance has it, once the power was cut. Names are durable at once, as {@link
 * Directory} makes them.
 */
final class CrashDisk implements Disk {

  private static final int PAGE = 4096;

  /** What a file holds, and what of it is durable. */
  private static final class Content {
    byte[] written;
    byte[] durable;

    Content(int length) {
      written = new byte[length];
      durable = new byte[length];
    }
  }

  /** What happens ahead of an operation; may fail it. */
  interface Fault {
    void before(String operation, String name) throws IOException;
  }

  private final Map<String, Content> files = new TreeMap<>();
  private Fault fault = (operation, name) -> {};
  int syncs;

  /** From now on. */
  synchronized void fault(Fault next) {
    fault = next;
  }

  /** What is left once the power is back. */
  synchronized CrashDisk cut(Random chance) {
    CrashDisk left = new CrashDisk();
    files.forEach((name, content) -> {
      Content survivor = new Content(content.durable.length);
      for (int at = 0; at < content.durable.length; at += PAGE) {
        int end = Math.min(at + PAGE, content.durable.length);
        byte[] from = chance.nextBoolean() ? content.durable : content.written;
        System.arraycopy(from, at, survivor.durable, at, end - at);
      }
      survivor.written = survivor.durable.clone();
      left.files.put(name, survivor);
    });
    return left;
  }

  /** What another process finds once this one was killed: all that was written. */
  synchronized CrashDisk kill() {
    CrashDisk left = new CrashDisk();
    files.forEach((name, content) -> {
      Content survivor = new Content(content.written.length);
      survivor.written = content.written.clone();
      survivor.durable = content.durable.clone();
      left.files.put(name, survivor);
    });
    return left;
  }

  /** A file's bytes, to be changed. */
  synchronized byte[] bytes(String name) {
    return content(name).written;
  }

  synchronized void truncate(String name, int length) {
    Content content = content(name);
    content.written = Arrays.copyOf(content.written, length);
    content.durable = Arrays.copyOf(content.durable, length);
  }

  private Content content(String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  private synchronized void before(String operation, String name) throws IOException {
    fault.before(operation, name);
  }

  /** The names of all segments, in the order of their numbers. */
  List<String> segments() {
    return names().stream().filter(SegmentFormat::isSegment).toList();
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized DiskFile open(String name) throws IOException {
    before("open", name);
    Content content = files.get(name);
    if (content == null) {
      throw new FileNotFoundException(name);
    }
    return new OpenFile(name, content);
  }

  @Override
  public synchronized DiskFile create(String name, int length) throws IOException {
    before("create", name);
    Content content = new Content(length);
    files.put(name, content);
    return new OpenFile(name, content);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    before("rename", to);
    Content content = files.remove(from);
    if (content == null) {
      throw new FileNotFoundException(from);
    }
    files.put(to, content);
    before("renamed", to); // and now it may fail all the same
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    before("delete", name);
    files.remove(name);
  }

  @Override
  public void close() {
    // nothing is held
  }

  private final class OpenFile implements DiskFile {

    private final String name;
    private final Content content;

    OpenFile(String name, Content content) {
      this.name = name;
      this.content = content;
    }

    @Override
    public long length() {
      return content.written.length;
    }

    @Override
    public void read(ByteBuffer into, long at) {
      synchronized (CrashDisk.this) {
        int length = (int) Math.min(into.remaining(), content.written.length - at);
        into.put(content.written, (int) at, Math.max(0, length));
      }
    }

    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
      synchronized (CrashDisk.this) {
        before("write", name);
        bytes.get(content.written, (int) at, bytes.remaining());
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (CrashDisk.this) {
        before("sync", name);
        syncs++;
        content.durable = content.written.clone();
      }
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
