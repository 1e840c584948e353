package dev.belfry.store.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of a real file system. */
final class Directory implements Disk {

  /**
   * So much is read and written at once. The JDK copies the bytes of a heap buffer into a direct
   * one of the same size, and keeps that for the thread.
   */
  private static final int SLICE = 1 << 20;

  private static final Set<OpenOption> NEW_FILE =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);

  private final Path path;
  private final @Nullable DirectoryLock lock;

  private Directory(Path path, @Nullable DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * A directory that is there or can be made, and that belongs to this process from now on.
   *
   * @throws UnusableDirectoryException if the store cannot live there
   */
  static Directory locked(Path path) {
    try {
      create(path);
      List<String> there = readOnly(path).names();
      DirectoryLock lock = DirectoryLock.on(path);
      OwnerOnly.tighten(path, there.stream().filter(Directory::isOfTheStore).toList());
      return new Directory(path, lock);
    } catch (FileAlreadyExistsException e) {
      throw new UnusableDirectoryException(path, "is not a directory", e);
    } catch (AccessDeniedException e) {
      throw new UnusableDirectoryException(path, "cannot be written to: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UnusableDirectoryException(path, "cannot be used: " + e.getMessage(), e);
    }
  }

  private static boolean isOfTheStore(String name) {
    return SegmentFormat.sequence(name) > 0
        || Set.of(Manifest.NAME, Manifest.NEW, DirectoryLock.NAME).contains(name);
  }

  /** Makes a directory, and makes durable that it is there. */
  private static void create(Path path) throws IOException {
    Path there = path;
    while (there != null && Files.notExists(there)) {
      there = there.getParent();
    }
    Files.createDirectories(path, OwnerOnly.newDirectory(path));
    for (Path made = path; made != null && !made.equals(there); made = made.getParent()) {
      syncDirectory(made.getParent());
    }
  }

  private static void syncDirectory(@Nullable Path directory) throws IOException {
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** A directory that is only looked at. */
  static Directory readOnly(Path path) {
    return new Directory(path, null);
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    Path file = path.resolve(name);
    return new ChannelFile(
        lock == null
            ? FileChannel.open(file, StandardOpenOption.READ)
            : FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  private IOException named(IOException cause, long length) {
    return DiskFullException.named(cause, path.toFile().getUsableSpace(), length);
  }

  @Override
  public DiskFile create(String name, int length) throws IOException {
    try {
      return created(name, length);
    } catch (IOException e) {
      throw named(e, length);
    }
  }

  private DiskFile created(String name, int length) throws IOException {
    Path file = path.resolve(name);
    FileChannel channel = FileChannel.open(file, NEW_FILE, OwnerOnly.newFile(file));
    try {
      ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(length, SLICE));
      for (long at = 0; at < length; at += zeros.limit()) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), length - at));
        writeAll(channel, zeros, at);
      }
      channel.force(true);
      return new ChannelFile(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      delete(name); // what was written of it would keep space of a disk that is full
      throw e;
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    try {
      Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
      syncDirectory(path); // the name is in the directory
    } catch (IOException e) {
      throw named(e, 1);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path.resolve(name));
    syncDirectory(path); // or a file that was deleted earlier may be back without a later one
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long place = at;
    int end = bytes.limit();
    while (bytes.position() < end) {
      bytes.limit(Math.min(end, bytes.position() + SLICE));
      place += channel.write(bytes, place);
    }
  }

  /** A file of a real file system. */
  private final class ChannelFile implements DiskFile {

    private final FileChannel channel;

    ChannelFile(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long length() throws IOException {
      return channel.size();
    }

    @Override
    public void read(ByteBuffer into, long at) throws IOException {
      long place = at;
      while (into.hasRemaining()) {
        int end = into.limit();
        into.limit(Math.min(end, into.position() + SLICE));
        int read = channel.read(into, place);
        into.limit(end);
        if (read < 0) {
          return;
        }
        place += read;
      }
    }

    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
      int length = bytes.remaining();
      try {
        writeAll(channel, bytes, at);
      } catch (IOException e) {
        throw named(e, length);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false); // the length never changes
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
