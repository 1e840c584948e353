package dev.belfry.store.file;

import java.io.IOException;

/** Something could not be written because there is no space left for it. */
final class DiskFullException extends IOException {

  private static final long serialVersionUID = 1;

  DiskFullException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
