package dev.belfry.hub;

import dev.belfry.event.EventId;
import dev.belfry.event.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * How a topic stands on this node.
 *
 * @param topic the topic
 * @param subscribers open streams on it
 * @param cursor where a stream that begins now would start
 * @param oldestEventId the oldest event that can be replayed, or null
 * @param lastEventId the newest event that can be replayed, or null
 * @param retained how many events can be replayed
 */
public record TopicStatus(
    TopicName topic,
    int subscribers,
    EventId cursor,
    @Nullable EventId oldestEventId,
    @Nullable EventId lastEventId,
    int retained) {}
