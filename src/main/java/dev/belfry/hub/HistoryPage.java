package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import java.util.List;

/**
 * A page of history.
 *
 * @param events in position order
 * @param next where to go on
 * @param gap whether events are missing between where the page was to begin and its first
 */
public record HistoryPage(List<Event> events, EventId next, boolean gap) {}
