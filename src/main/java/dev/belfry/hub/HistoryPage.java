package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import java.util.List;

/** A page of history: events in position order, the cursor to go on with, whether some are missing. */
public record HistoryPage(List<Event> events, EventId next, boolean gap) {}
