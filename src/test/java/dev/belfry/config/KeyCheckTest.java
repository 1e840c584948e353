package dev.belfry.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Keys that are none stop the start, wherever they are set. */
final class KeyCheckTest {

  @ParameterizedTest
  @CsvSource({
    "belfry.limits.streems, belfry.limits.streams",
    "belfry.limit.streams, belfry.limits.streams",
    "belfry.streams.heart-beat-interval, belfry.streams.heartbeat",
    "belfry.limits.event.size, belfry.limits.event-size",
    "belfry.limits.topics[0], belfry.limits.topics",
    "belfry.stores, belfry.store",
    "belfry.cors.allowedOrigin, belfry.cors.allowed-origins",
    "belfry.cors.allowed-origins[0].host, belfry.cors.allowed-origins",
  })
  void unknownKey_isRefused_withTheNearestOne(String key, String nearest) {
    assertThatThrownBy(() -> check(option(key)))
        .isInstanceOf(UnusableConfigurationException.class)
        .hasMessageContaining("is no key; the nearest is " + nearest + ".")
        .hasMessageContaining("commandLineArgs");
  }

  @ParameterizedTest
  @CsvSource({
    "BELFRY_LIMITS_STREEMS, belfry.limits.streams",
    "BELFRY_LIMITS_EVENTSIZES, belfry.limits.event-size",
    "belfry_limits_eventsizes, belfry.limits.event-size",
    "BELFRY_STORE_FILE, belfry.store",
    "BELFRY_LIMITS_TOPICS_0, belfry.limits.topics",
    "BELFRY_CORS_ALLOWEDORIGINS_FIRST, belfry.cors.allowed-origins",
  })
  void unknownVariable_isRefused_withTheNearestKey(String variable, String nearest) {
    assertThatThrownBy(() -> check(variable(variable)))
        .isInstanceOf(UnusableConfigurationException.class)
        .hasMessage(
            "%s is no key; the nearest is %s. It is set by the environment."
                .formatted(variable, nearest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "belfry.limits.event-size",
        "belfry.limits.eventSize",
        "belfry.limits.event_size",
        "BELFRY.LIMITS.EVENT-SIZE",
        "belfry.store",
        "belfry.cors.allowed-origins",
        "belfry.cors.allowed-origins[0]",
        "belfryx.limits",
        "spring.belfry.limits",
        "belfry",
      })
  void everySpellingOfAKey_isKnown_andSoIsWhatIsNotOurs(String key) {
    assertThatCode(() -> check(option(key))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BELFRY_LIMITS_EVENTSIZE",
        "BELFRY_LIMITS_EVENT_SIZE",
        "belfry_limits_event_size",
        "BELFRY_CORS_ALLOWEDORIGINS_0",
        "BELFRY_CORS_ALLOWED_ORIGINS_11",
        "BELFRY_STORE",
        "BELFRYHOME",
      })
  void everySpellingOfAVariable_isKnown(String variable) {
    assertThatCode(() -> check(variable(variable))).doesNotThrowAnyException();
  }

  /** Kubernetes sets these for a service that is named belfry, in every pod of its namespace. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BELFRY_SERVICE_HOST",
        "BELFRY_SERVICE_PORT",
        "BELFRY_SERVICE_PORT_HTTP",
        "BELFRY_PORT",
        "BELFRY_PORT_8080_TCP",
        "BELFRY_PORT_8080_TCP_PROTO",
        "BELFRY_PORT_8080_TCP_PORT",
        "BELFRY_PORT_8080_TCP_ADDR",
        "BELFRY_MANAGEMENT_SERVICE_HOST",
        "BELFRY_MANAGEMENT_PORT_8081_TCP_ADDR",
      })
  void variablesOfAServiceLink_areNoKeys(String variable) {
    assertThatCode(() -> check(variable(variable))).doesNotThrowAnyException();
  }

  @Test
  void allUnknownKeys_areNamedAtOnce_eachWithItsPlace() throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader("belfry.retention.size=1GB\nbelfry.limits.topics=5"));
    assertThatThrownBy(() ->
            check(
                new PropertiesPropertySource("a file", properties),
                variable("BELFRY_PUBLISH_KEYS")))
        .hasMessageContaining("belfry.retention.size is no key")
        .hasMessageContaining("a file")
        .hasMessageContaining("BELFRY_PUBLISH_KEYS is no key; the nearest is belfry.publish.key.");
  }

  private static PropertySource<?> option(String key) {
    return new SimpleCommandLinePropertySource("--" + key + "=1");
  }

  private static PropertySource<?> variable(String name) {
    return new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "1"));
  }

  private static void check(PropertySource<?>... sources) {
    StandardEnvironment environment = new StandardEnvironment();
    MutablePropertySources all = environment.getPropertySources();
    all.forEach(source -> all.remove(source.getName()));
    for (PropertySource<?> source : sources) {
      all.addLast(source);
    }
    ConfigurationPropertySources.attach(environment);
    try (GenericApplicationContext context = new GenericApplicationContext()) {
      context.setEnvironment(environment);
      new KeyCheck().initialize(context);
    }
  }
}
