package dev.belfry.store.file;

import java.nio.file.Path;

/** A directory that the store cannot live in, or not as it is: the start fails. */
final class UnusableDirectoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnusableDirectoryException(Path directory, String problem) {
    super(message(directory.toString(), problem));
  }

  UnusableDirectoryException(Path directory, String problem, Throwable cause) {
    super(message(directory.toString(), problem), cause);
  }

  UnusableDirectoryException(Disk directory, String problem, Throwable cause) {
    super(message(directory.toString(), problem), cause);
  }

  private static String message(String directory, String problem) {
    return "belfry.file.directory: " + directory + " " + problem;
  }
}
