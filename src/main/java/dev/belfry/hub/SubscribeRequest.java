package dev.belfry.hub;

import dev.belfry.event.TopicName;
import dev.belfry.log.Start;
import java.util.Set;

/** What a stream asks for: at least one topic. */
public record SubscribeRequest(Set<TopicName> topics, Start start, boolean envelope) {}
