package dev.belfry.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Adds the bounds up. Whoever keeps one asks here, so that none is made of a sum that does not fit.
 */
@Configuration(proxyBeanMethods = false)
final class BudgetConfiguration {

  @Bean
  MemoryBudget memoryBudget(
      StoreProperties store,
      LimitsProperties limits,
      StreamsProperties streams,
      RetentionProperties retention,
      IdempotencyProperties idempotency) {
    return new MemoryBudget(store, limits, streams, retention, idempotency, Memory.ofThisProcess());
  }
}
