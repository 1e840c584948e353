package dev.belfry.store;

import java.time.Duration;

/**
 * How a store is.
 *
 * @param accepting whether it accepts events, as far as is known
 * @param broken whether a defect keeps it from accepting anything until it is started again
 * @param age for how long its own thread has not come by, which it does once a second; zero if it
 *     has none
 */
public record StoreStatus(boolean accepting, boolean broken, Duration age) {}
