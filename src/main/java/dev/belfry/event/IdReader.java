package dev.belfry.event;

import org.jspecify.annotations.Nullable;

/**
 * Reads the ids of one store. To all others their text is opaque: up to {@link EventId#MAX_LENGTH}
 * characters of {@code A-Z a-z 0-9 _ . -}, which only the store that gave them understands.
 * Thread-safe.
 */
@FunctionalInterface
public interface IdReader {

  /**
   * What a client's text means as an id.
   *
   * @param text anything, from anyone
   * @return null if it is no id of this store's form
   */
  @Nullable EventId read(String text);
}
