package dev.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Epoch;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** The store that keeps nothing. */
final class MemoryStoreTest extends EventStoreContract {

  @Override
  protected EventStore open(RetainedEvents retained, InstantSource clock, LongSupplier nanoClock) {
    return new MemoryStore(
        Epoch.draw(new SecureRandom()), clock, new IdempotencyKeys(KEYS, nanoClock), retained);
  }

  @Override
  protected void stop(EventStore store) {
    // there is nothing to let go of
  }

  @Test
  void everyStart_beginsAnotherLife() {
    assertThat(epochOfAStart()).isNotEqualTo(epochOfAStart());
  }

  private Epoch epochOfAStart() {
    Fed fed = new Fed();
    open(fed, () -> Instant.EPOCH, () -> 0).tail(fed);
    return fed.epoch();
  }
}
