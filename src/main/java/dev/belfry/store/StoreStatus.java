package dev.belfry.store;

/**
 * How a store is.
 *
 * @param accepting whether it accepts events, as far as is known
 * @param waiting how many requests wait for it
 * @param diskBytes what its files take
 * @param keys of how many events it remembers the idempotency keys
 */
public record StoreStatus(boolean accepting, int waiting, long diskBytes, int keys) {}
