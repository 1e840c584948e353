package dev.belfry.hub;

import dev.belfry.event.EventId;
import dev.belfry.event.TopicName;
import org.jspecify.annotations.Nullable;

/** How a topic stands on this node. */
public record TopicStatus(
    TopicName topic,
    int subscribers,
    EventId cursor,
    @Nullable EventId oldestEventId,
    @Nullable EventId lastEventId,
    int retained) {}
