package dev.belfry.event;

import org.jspecify.annotations.Nullable;

/**
 * One post to one topic, before it is accepted; a request that names several topics makes one each.
 *
 * @param topic where it goes
 * @param type what it is, or null
 * @param data what it says
 * @param retain whether it may be replayed
 */
public record Post(TopicName topic, @Nullable EventType type, EventData data, boolean retain) {}
