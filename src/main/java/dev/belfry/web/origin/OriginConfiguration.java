package dev.belfry.web.origin;

import dev.belfry.web.problem.ProblemWriter;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Puts the filters of the contract ahead of all that may answer. */
@Configuration(proxyBeanMethods = false)
final class OriginConfiguration {

  /** Behind Spring's filter for forwarded headers, which tell the origin that is our own. */
  private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 10;

  private static final String DEVELOPMENT = "dev";

  @Bean
  RefusalLog refusalLog(Environment environment) {
    return new RefusalLog(environment.matchesProfiles(DEVELOPMENT));
  }

  @Bean
  FilterRegistrationBean<CrossOriginFilter> crossOriginFilter(
      CorsProperties properties,
      ProblemWriter problems,
      RefusalLog log,
      @Value("${management.endpoints.web.base-path:/actuator}") String actuator) {
    return ordered(new CrossOriginFilter(properties, actuator, problems, log), FIRST);
  }

  @Bean
  FilterRegistrationBean<StrictPathFilter> strictPathFilter(ProblemWriter problems) {
    return ordered(new StrictPathFilter(problems), FIRST + 1);
  }

  private static <T extends Filter> FilterRegistrationBean<T> ordered(T filter, int order) {
    FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(order);
    return registration;
  }
}
