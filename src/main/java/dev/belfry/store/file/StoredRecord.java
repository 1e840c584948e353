package dev.belfry.store.file;

import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.IdempotencyKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record of a segment. What was decided at once stands in one record, to be there or not as a
 * whole.
 */
sealed interface StoredRecord {

  /** A record that accounts for a row of positions. */
  sealed interface Positioned extends StoredRecord {

    /** The first position. */
    long first();

    /** The last position. */
    long last();
  }

  /**
   * Posts that were accepted, with consecutive positions.
   *
   * @param first position
   * @param publishedAt in milliseconds
   * @param key of the request, or null
   * @param posts at least one; without data where they are not retained
   * @param trimmed which of the posts, counted from 0, had left the retention when the segment was
   *     compacted; they are read as not to be retained
   */
  record Accepted(
      long first,
      Instant publishedAt,
      @Nullable IdempotencyKey key,
      List<Post> posts,
      Set<Integer> trimmed)
      implements Positioned {

    /** The last position of each topic among those that had left. */
    Map<TopicName, Long> newestTrimmed() {
      Map<TopicName, Long> newest = new HashMap<>();
      for (int post : trimmed) {
        newest.merge(posts.get(post).topic(), first + post, Math::max);
      }
      return newest;
    }

    @Override
    public long last() {
      return first + posts.size() - 1;
    }
  }

  /**
   * Events that had left the retention when the segment was compacted.
   *
   * @param first position
   * @param last position
   * @param newest the last one of each topic that was to be retained
   */
  record Trimmed(long first, long last, Map<TopicName, Long> newest) implements Positioned {}

  /**
   * An event was deleted.
   *
   * @param topic of the event
   * @param position of the event, which stands in front of this record
   */
  record Deleted(TopicName topic, long position) implements StoredRecord {}
}
