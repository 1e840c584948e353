package dev.belfry.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The store's directory, as far as the store uses one. Names are those of files in it. */
interface Disk extends Closeable {

  /** A file that is open for reading and writing at any place. */
  interface DiskFile extends Closeable {

    long length() throws IOException;

    /** Reads as many bytes as there are and fit; bytes beyond the file's end are not there. */
    void read(ByteBuffer into, long at) throws IOException;

    /** Writes all bytes. They are durable once {@link #sync()} has returned. */
    void write(ByteBuffer bytes, long at) throws IOException;

    /** Makes durable what was written. */
    void sync() throws IOException;
  }

  /** The names of all files. */
  List<String> names() throws IOException;

  DiskFile open(String name) throws IOException;

  /**
   * Makes a file that is full of zeros, durably but for its name, and that takes their space.
   *
   * @throws DiskFullException if there is not so much
   */
  DiskFile create(String name, int length) throws IOException;

  /** Gives a file another name, durably; a file that had that name is gone. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file, durably; nothing happens if it is not there. */
  void delete(String name) throws IOException;
}
