package dev.belfry.store;

import dev.belfry.event.Epoch;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the store that keeps nothing, unless the configuration names another. */
@Configuration(proxyBeanMethods = false)
final class StoreConfiguration {

  @Bean
  IdempotencyKeys idempotencyKeys(IdempotencyProperties idempotency) {
    return new IdempotencyKeys(idempotency.bounds(), System::nanoTime);
  }

  @Bean
  @ConditionalOnProperty(name = "belfry.store", havingValue = "memory", matchIfMissing = true)
  EventStore memoryStore(IdempotencyKeys keys, InstantSource clock) {
    return new MemoryStore(Epoch.draw(new SecureRandom()), clock, keys);
  }
}
