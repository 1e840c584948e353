package dev.belfry.console;

import dev.belfry.access.Gate;
import dev.belfry.hub.Publishing;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Wires the clock of the profile {@code dev}. */
@Configuration(proxyBeanMethods = false)
@Profile("dev")
final class ConsoleConfiguration {

  @Bean
  ClockTicker clockTicker(Publishing publishing, InstantSource clock) {
    return new ClockTicker(publishing, Gate.service(ClockTicker.TOPIC), clock);
  }
}
