package dev.belfry.web;

import dev.belfry.access.Authenticator;
import dev.belfry.config.LimitsProperties;
import dev.belfry.config.MemoryBudget;
import dev.belfry.web.body.BodyReader;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Hands the limits to those who keep them, and to each handler who is asking. */
@Configuration(proxyBeanMethods = false)
final class WebConfiguration {

  @Bean
  BodyReader bodyReader(LimitsProperties limits, MemoryBudget budget) {
    return new BodyReader(Math.toIntExact(limits.requestSize().toBytes()), budget.bodies());
  }

  @Bean
  WebMvcConfigurer callers(Authenticator authenticator) {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerResolver(authenticator));
      }
    };
  }
}
