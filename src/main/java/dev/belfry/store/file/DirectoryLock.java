package dev.belfry.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps other processes from a directory, as long as this process lives. */
final class DirectoryLock implements Closeable {

  static final String NAME = "lock";

  private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryLock.class);

  private static final Set<OpenOption> OPEN =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);

  private static final int MAX_PID = 20;

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a directory.
   *
   * @throws UnusableDirectoryException if another process has it
   */
  static DirectoryLock on(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    FileChannel channel = FileChannel.open(file, OPEN, OwnerOnly.newFile(file));
    try {
      if (!lock(channel)) {
        throw new UnusableDirectoryException(
            directory, "belongs to another process" + owner(channel) + ": stop that one first");
      }
      writePid(channel);
      return new DirectoryLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another store of this process
    }
  }

  private static void writePid(FileChannel channel) {
    try {
      channel.truncate(0);
      channel.write(ascii(Long.toString(ProcessHandle.current().pid())), 0);
    } catch (IOException e) {
      // a disk that is full must not keep the service from serving what it has
      LOGGER.debug("the number of the process could not be written", e);
    }
  }

  /** The process that has the lock, for the message: it has written its number into the file. */
  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(MAX_PID);
    channel.read(pid, 0);
    String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
    return text.matches("\\d+") ? " (" + text + ")" : "";
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    channel.close(); // and with it the lock
  }
}
