package dev.belfry.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store's files from other users of the machine: a file of the store can be read and
 * written by the user of the service alone, whatever the umask is. A file system without POSIX
 * permissions is left to its own rules.
 */
final class OwnerOnly {

  private static final Logger LOGGER = LoggerFactory.getLogger(OwnerOnly.class);

  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /** What a new file is made with. */
  static FileAttribute<?>[] newFile(Path file) {
    return attributes(file, FILE);
  }

  /** What a new directory is made with. */
  static FileAttribute<?>[] newDirectory(Path directory) {
    return attributes(directory, DIRECTORY);
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return hasPermissions(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean hasPermissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Takes the files of a store that is there away from other users. The rights of the directory
   * itself are not changed, as whoever made it may share it on purpose: if every user may list it
   * or delete in it, the log says so.
   *
   * @param directory that this process has locked
   * @param names of the store's files in it
   */
  static void tighten(Path directory, List<String> names) {
    if (!hasPermissions(directory)) {
      return;
    }
    try {
      for (String name : names) {
        tighten(directory.resolve(name));
      }
    } catch (IOException e) {
      LOGGER.warn(
          "other users may read events: the rights of a file cannot be changed ({});"
              + " as the owner of the files, run: chmod 600 {}/*",
          e.toString(),
          directory);
    }
    String rights = rights(directory);
    if (rights.matches(".{6}(r..|.w.)")) {
      LOGGER.warn(
          "every user of this machine may {} {} ({}); as its owner, run: chmod 700 {}",
          rights.charAt(7) == 'w' ? "delete files in" : "list the files in",
          directory,
          rights,
          directory);
    }
  }

  private static void tighten(Path file) throws IOException {
    // a link is no file of the store, and leads to one whose rights are none of its business
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && !FILE.containsAll(Files.getPosixFilePermissions(file))) {
      Files.setPosixFilePermissions(file, FILE);
    }
  }

  /** As {@code ls} prints them; empty if they cannot be read. */
  private static String rights(Path directory) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    } catch (IOException e) {
      return "";
    }
  }
}
