package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import dev.belfry.store.EventStore;
import dev.belfry.store.IdempotencyKeys;
import dev.belfry.store.RetentionProperties;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the store that keeps events in files, if the configuration names it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "belfry.store", havingValue = "file")
final class FileStoreConfiguration {

  @Bean(destroyMethod = "close")
  EventStore fileStore(
      FileProperties file,
      RetentionProperties retention,
      IdempotencyKeys keys,
      InstantSource clock) {
    SecureRandom random = new SecureRandom();
    return new FileStore(
        Directory.locked(file.required()),
        retention.bytes().toBytes(),
        keys,
        clock,
        System::nanoTime,
        () -> Epoch.draw(random));
  }
}
