package dev.belfry.access;

import dev.belfry.event.TopicName;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking. What he may do is decided when the caller is made, and cannot grow later; asking
 * for it never blocks.
 *
 * @param publisher the name of the publisher, the same for all requests of one; null if he is none
 * @param subject whom the streams are for, so that they can be found again; null if that is not
 *     known
 * @param address where the request comes from
 * @param until when this is no longer true, by the wall clock; {@link Instant#MAX} if never
 * @param publishes the topics that he may publish on; nothing counts if he is no publisher
 * @param reads the topics that he may read
 */
public record Caller(
    @Nullable String publisher,
    @Nullable String subject,
    String address,
    Instant until,
    Predicate<TopicName> publishes,
    Predicate<TopicName> reads) {

  /** A publisher of all topics. */
  public static Caller publisher(String name, String address) {
    return new Caller(name, null, address, Instant.MAX, _ -> true, _ -> true);
  }

  /** Anyone: he reads what is public, and publishes nothing. */
  public static Caller anyone(String address) {
    return new Caller(null, null, address, Instant.MAX, _ -> false, _ -> true);
  }
}
