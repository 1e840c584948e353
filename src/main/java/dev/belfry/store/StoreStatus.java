package dev.belfry.store;

import java.time.Duration;

/**
 * How a store is.
 *
 * @param accepting whether it accepts events, as far as is known
 * @param waiting how many requests wait for it
 * @param diskBytes what its files take
 * @param keys of how many events it remembers the idempotency keys
 * @param broken whether a defect keeps it from accepting anything until it is started again
 * @param age for how long its own thread has not come by, which it does once a second; zero if it
 *     has none
 */
public record StoreStatus(
    boolean accepting, int waiting, long diskBytes, int keys, boolean broken, Duration age) {}
