package dev.belfry.store;

import dev.belfry.config.ConditionalOnStore;
import dev.belfry.config.IdempotencyProperties;
import dev.belfry.config.MemoryBudget;
import dev.belfry.config.StoreProperties;
import dev.belfry.event.Epoch;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the store that keeps nothing, if it is the one that was chosen. */
@Configuration(proxyBeanMethods = false)
final class StoreConfiguration {

  @Bean
  @ConditionalOnStore(StoreProperties.Kind.MEMORY)
  EventStore memoryStore(
      IdempotencyProperties idempotency,
      MemoryBudget budget,
      InstantSource clock,
      RetainedEvents retained) {
    IdempotencyKeys keys =
        new IdempotencyKeys(IdempotencyKeys.Bounds.of(idempotency, budget), System::nanoTime);
    return new MemoryStore(Epoch.draw(new SecureRandom()), clock, keys, retained);
  }
}
