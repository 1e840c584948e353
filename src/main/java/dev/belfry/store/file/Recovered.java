package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a start has found in a directory.
 *
 * @param epoch that its events belong to from now on
 * @param start the place ahead of its oldest event
 * @param head the position of its newest event, or the start
 * @param newest when its newest event was published, by the clock of that time; 1970 if it has none
 * @param segments that it has, those that are missing among them; none for a new store
 * @param last the segment to go on in; null where a new one has to be begun
 * @param withoutManifest whether the manifest is missing or damaged, so that nobody knows which
 *     segments there were
 * @param findings what was wrong, in words
 */
record Recovered(
    Epoch epoch,
    long start,
    long head,
    Instant newest,
    List<Manifest.Entry> segments,
    @Nullable Segment last,
    boolean withoutManifest,
    List<String> findings) {

  /** One thing that a tail is fed with. */
  sealed interface Step {}

  /** A record of a segment. */
  record Stored(StoredRecord stored) implements Step {}

  /** Events up to a position were acknowledged, and are damaged or missing. */
  record Hole(long last) implements Step {}
}
