package dev.belfry.web;

import dev.belfry.config.LimitsProperties;
import dev.belfry.web.body.BodyReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hands the limits to those who keep them. */
@Configuration(proxyBeanMethods = false)
final class WebConfiguration {

  @Bean
  BodyReader bodyReader(LimitsProperties limits) {
    return new BodyReader(Math.toIntExact(limits.requestSize().toBytes()));
  }
}
