package dev.belfry.operations;

import dev.belfry.config.StoreProperties;
import dev.belfry.fanout.FanOut;
import dev.belfry.hub.Publishing;
import dev.belfry.hub.Refusals;
import dev.belfry.hub.Streams;
import dev.belfry.hub.Topics;
import dev.belfry.hub.Vitals;
import dev.belfry.log.EventLog;
import dev.belfry.sse.FrameEncoder;
import dev.belfry.store.EventStore;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Wires what operators see. */
@Configuration(proxyBeanMethods = false)
final class OperationsConfiguration {

  @Bean
  DrainLifecycle drainLifecycle(Streams streams) {
    return new DrainLifecycle(streams);
  }

  @Bean
  BelfryHealthIndicator belfryHealthIndicator(Vitals vitals) {
    return new BelfryHealthIndicator(vitals);
  }

  @Bean
  StartReport startReport(ServerProperties server, StoreProperties store, Environment environment) {
    return new StartReport(server, store.store(), environment);
  }

  @Bean
  BelfryMetrics belfryMetrics(
      Publishing publishing,
      Streams streams,
      Topics topics,
      FanOut fanOut,
      FrameEncoder encoder,
      EventLog log,
      EventStore store,
      Vitals vitals,
      Refusals refusals) {
    return new BelfryMetrics(
        publishing, streams, topics, fanOut, encoder, log, store, vitals, refusals);
  }
}
