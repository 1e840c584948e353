package dev.belfry.store;

import java.util.function.DoubleSupplier;

/**
 * Something that only this store tells operators of itself, as a metric.
 *
 * @param name of the metric, as README has it
 * @param description for a person
 * @param value as it is at the moment; called on any thread, does not wait
 */
public record StoreGauge(String name, String description, DoubleSupplier value) {

  /** How many keys are remembered, where the store remembers them itself. */
  public static StoreGauge keys(IdempotencyKeys keys) {
    return new StoreGauge(
        "belfry.idempotency.keys", "events whose Idempotency-Keys are remembered", keys::size);
  }
}
