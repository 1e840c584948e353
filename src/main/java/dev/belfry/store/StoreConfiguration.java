package dev.belfry.store;

import dev.belfry.event.Epoch;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the store that the configuration names. */
@Configuration(proxyBeanMethods = false)
final class StoreConfiguration {

  @Bean
  EventStore eventStore(StoreProperties properties, InstantSource clock) {
    return switch (properties.store()) {
      case MEMORY -> new MemoryStore(Epoch.draw(new SecureRandom()), clock);
    };
  }
}
