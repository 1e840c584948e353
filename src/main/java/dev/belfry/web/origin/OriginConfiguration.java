package dev.belfry.web.origin;

import dev.belfry.stream.RefusalWriter;
import dev.belfry.web.problem.ProblemWriter;
import jakarta.servlet.Filter;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Puts the filters of the contract ahead of all that may answer. */
@Configuration(proxyBeanMethods = false)
final class OriginConfiguration {

  /** Behind Spring's filter for forwarded headers, which tell the origin that is our own. */
  static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 10;

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

  /** Behind the rules about origins, so that a page that may read the refusal can. */
  @Bean
  @Profile(DEVELOPMENT)
  FilterRegistrationBean<LoopbackHostFilter> loopbackHostFilter(
      ProblemWriter problems, RefusalLog log) {
    return ordered(
        new LoopbackHostFilter(
            problems,
            log,
            "use the name localhost, or run the service without the profile dev, and with"
                + " belfry.publish.key"),
        FIRST + 1);
  }

  @Bean
  FilterRegistrationBean<StrictPathFilter> strictPathFilter(ProblemWriter problems) {
    return ordered(new StrictPathFilter(problems), FIRST + 2);
  }

  @Bean
  RefusalWriter containerRefusals(
      FilterRegistrationBean<CrossOriginFilter> origins, ProblemWriter problems) {
    return new ContainerRefusals(Objects.requireNonNull(origins.getFilter()), problems);
  }

  private static <T extends Filter> FilterRegistrationBean<T> ordered(T filter, int order) {
    FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(order);
    return registration;
  }
}
