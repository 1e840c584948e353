package dev.belfry.store.file;

import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.IdempotencyKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a segment holds, one after the other: what was decided at once stands in one record. */
sealed interface StoredRecord {

  /**
   * Posts that were accepted, with consecutive positions.
   *
   * @param first position
   * @param publishedAt in milliseconds
   * @param key of the request, or null
   * @param posts at least one; without data where they are not to be retained
   */
  record Accepted(long first, Instant publishedAt, @Nullable IdempotencyKey key, List<Post> posts)
      implements StoredRecord {

    long last() {
      return first + posts.size() - 1;
    }
  }

  /**
   * An event was taken out.
   *
   * @param topic of the event
   * @param position of the event, which stands in front of this record
   */
  record Deleted(TopicName topic, long position) implements StoredRecord {}
}
