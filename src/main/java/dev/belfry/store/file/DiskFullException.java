package dev.belfry.store.file;

import java.io.IOException;

/** Something could not be written because there is no space left for it. */
final class DiskFullException extends IOException {

  private static final long serialVersionUID = 1;

  DiskFullException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /**
   * Why something could not be written. The JDK has no type for a disk that is full, and its
   * message may be in any language: then the space that is left tells.
   *
   * @param space how many bytes are left
   * @param length how many were to be written
   */
  static IOException named(IOException cause, long space, long length) {
    String message = String.valueOf(cause.getMessage());
    boolean full =
        space < length || message.contains("No space left") || message.contains("quota exceeded");
    return full ? new DiskFullException(cause) : cause;
  }
}
