package dev.belfry.store.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Deletes the files of segments that were dropped, in the background and in their order. One that
 * cannot be deleted is tried again with the next.
 *
 * <p>The order matters as long as the manifest lists the segments: missing files at the begin of
 * its list were dropped, but one that is missing between two that are there would be reported as
 * damage. Once a manifest without them was published, each may be deleted by itself.
 */
final class DeletionQueue {

  private static final Logger LOGGER = LoggerFactory.getLogger(DeletionQueue.class);

  private final Disk disk;
  private final BackgroundExecutor background;

  /** Oldest first. The background executor's own. */
  private final List<Waiting> queue = new ArrayList<>();

  /** The length of the files in the queue. The background executor writes it. */
  private volatile long bytes;

  /** A file that is still there. */
  private static final class Waiting {

    final SealedSegment segment;
    boolean listed = true;
    boolean warned;

    Waiting(SealedSegment segment) {
      this.segment = segment;
    }
  }

  DeletionQueue(Disk disk, BackgroundExecutor background) {
    this.disk = disk;
    this.background = background;
  }

  /** The length of the files that could not be deleted so far. Any thread. */
  long bytes() {
    return bytes;
  }

  /**
   * Deletes the files of segments, behind those that could not be deleted before.
   *
   * @param dropped the oldest of the manifest; or none, to try again
   */
  void delete(List<SealedSegment> dropped) {
    if (!dropped.isEmpty() || bytes > 0) {
      List<Waiting> more = dropped.stream().map(Waiting::new).toList();
      background.execute(() -> deleteNow(more));
    }
  }

  /** Notes that a manifest was published that lists none of the segments dropped so far. */
  void unlisted() {
    background.execute(() -> queue.forEach(waiting -> waiting.listed = false));
  }

  private void deleteNow(List<Waiting> more) {
    queue.addAll(more);
    Iterator<Waiting> each = queue.iterator();
    boolean mayGoOn = true;
    while (mayGoOn && each.hasNext()) {
      Waiting next = each.next();
      try {
        disk.delete(next.segment.name());
        each.remove();
      } catch (IOException e) {
        LOGGER
            .atLevel(next.warned ? Level.DEBUG : Level.WARN)
            .setCause(e)
            .log("{} could not be deleted, and is tried again", next.segment.name());
        next.warned = true;
        mayGoOn = !next.listed;
      }
    }
    bytes = queue.stream().mapToLong(waiting -> waiting.segment.bytes()).sum();
  }
}
