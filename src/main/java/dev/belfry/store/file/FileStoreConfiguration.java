package dev.belfry.store.file;

import dev.belfry.config.ConditionalOnStore;
import dev.belfry.config.IdempotencyProperties;
import dev.belfry.config.MemoryBudget;
import dev.belfry.config.StoreProperties;
import dev.belfry.event.Epoch;
import dev.belfry.store.EventStore;
import dev.belfry.store.IdempotencyKeys;
import dev.belfry.store.RetainedEvents;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the store that keeps events in files, if it is the one that was chosen. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnStore(StoreProperties.Kind.FILE)
final class FileStoreConfiguration {

  @Bean(destroyMethod = "close")
  EventStore fileStore(
      FileProperties file,
      MemoryBudget budget,
      IdempotencyProperties idempotency,
      RetainedEvents retained,
      InstantSource clock) {
    SecureRandom random = new SecureRandom();
    return new FileStore(
        Directory.locked(file.required()),
        budget.retainedBytes(),
        new IdempotencyKeys(IdempotencyKeys.Bounds.of(idempotency, budget), System::nanoTime),
        retained,
        clock,
        System::nanoTime,
        () -> Epoch.draw(random));
  }
}
