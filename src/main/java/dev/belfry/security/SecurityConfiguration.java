package dev.belfry.security;

import dev.belfry.access.Authenticator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses who may publish, and says so at start. */
@Configuration(proxyBeanMethods = false)
final class SecurityConfiguration {

  private static final Logger LOGGER = LoggerFactory.getLogger(SecurityConfiguration.class);

  @Bean
  Authenticator authenticator(PublishProperties properties) {
    if (properties.open()) {
      LOGGER.warn(
          "Everybody may publish, delete events and list topics, without a key: belfry.publish.open"
              + " is true");
    } else if (properties.key() == null) {
      LOGGER.warn(
          "Nobody may publish: no key is set. Set belfry.publish.key to a long random text, for"
              + " example by BELFRY_PUBLISH_KEY=\"$(openssl rand -hex 32)\" in the environment, and"
              + " let publishers send it as \"Authorization: Bearer <key>\"");
    } else {
      LOGGER.info(
          "Publishing, deleting events and listing topics need the key (belfry.publish.key);"
              + " reading needs none");
    }
    return new KeyAuthenticator(properties);
  }
}
