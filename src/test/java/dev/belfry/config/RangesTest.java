package dev.belfry.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every key that is a number, a size or a time, by the metadata of the build, at its two edges. */
final class RangesTest {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";

  /** What can be counted or measured, and so be too little or too much. */
  private static final Set<String> MEASURED =
      Set.of(
          "java.lang.Integer",
          "java.lang.Long",
          "java.time.Duration",
          "org.springframework.util.unit.DataSize");

  /**
   * A key.
   *
   * @param prefix of the record that binds it
   */
  record Key(String name, String prefix, Class<?> record) {

    @Override
    public String toString() {
      return name;
    }

    void bind(String value) {
      Binder binder =
          new Binder(
              List.of(new MapConfigurationPropertySource(Map.of(name, value))),
              null,
              ApplicationConversionService.getSharedInstance());
      binder.bindOrCreate(prefix, Bindable.of(record));
    }
  }

  static List<Key> measured() throws Exception {
    List<Key> keys = new ArrayList<>();
    ClassLoader loader = RangesTest.class.getClassLoader();
    for (URL url : Collections.list(loader.getResources(METADATA))) {
      JsonNode metadata = read(url);
      for (JsonNode property : metadata.path("properties")) {
        String name = property.path("name").asString();
        if (name.startsWith("belfry.") && MEASURED.contains(property.path("type").asString())) {
          keys.add(
              new Key(
                  name,
                  name.substring(0, name.lastIndexOf('.')),
                  Class.forName(property.path("sourceType").asString())));
        }
      }
    }
    return keys;
  }

  private static JsonNode read(URL url) throws IOException {
    try (InputStream json = url.openStream()) {
      return JsonMapper.shared().readTree(new String(json.readAllBytes(), UTF_8));
    }
  }

  @Test
  void thereAreKeys() throws Exception {
    assertThat(measured()).extracting(Key::name).contains("belfry.streams.heartbeat");
  }

  @ParameterizedTest
  @MethodSource("measured")
  void bothEdgesAreTaken_andOneBeyondEachIsRefused(Key key) {
    Range<?> range = Objects.requireNonNull(Ranges.of(key.name()), "a range");
    for (Object edge : List.of(range.least(), range.most())) {
      assertThatCode(() -> key.bind(written(edge, 0))).doesNotThrowAnyException();
    }
    assertRefused(key, range, written(range.least(), -1));
    assertRefused(key, range, written(range.most(), 1));
  }

  private static void assertRefused(Key key, Range<?> range, String value) {
    assertThat(failure(key, value))
        .as(value)
        .isInstanceOf(UnusableConfigurationException.class)
        .hasMessageContaining(key.name() + " is ")
        .hasMessageEndingWith("; it may be " + range.text() + ".");
  }

  private static Throwable failure(Key key, String value) {
    try {
      key.bind(value);
      return new AssertionError("was taken");
    } catch (BindException e) {
      return NestedExceptionUtils.getMostSpecificCause(e);
    }
  }

  /** A value so many of the smallest steps beside another one. */
  private static String written(Object value, int steps) {
    return switch (value) {
      case Duration time -> time.plusMillis(steps).toMillis() + "ms";
      case DataSize size -> size.toBytes() + steps + "B";
      case Integer number -> Integer.toString(number + steps);
      default -> throw new IllegalArgumentException("no step is known for " + value);
    };
  }

  /** Values that were taken once, and broke the service later. */
  @ParameterizedTest
  @CsvSource({
    "belfry.streams.lifetime, 999999d",
    "belfry.streams.stall-timeout, 999999d",
    "belfry.streams.heartbeat, 999999d",
    "belfry.streams.drain-window, 999999d",
    "belfry.idempotency.window, 999999d",
    "belfry.retention.age, 999999d",
    "belfry.retention.age, -1s",
    "belfry.streams.lifetime, 0",
    "belfry.limits.topics, -1",
  })
  void valueThatWouldOverflow_isRefused(String name, String value) throws Exception {
    Key key =
        measured().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    assertThat(failure(key, value)).isInstanceOf(UnusableConfigurationException.class);
  }

  static Stream<Object[]> shown() {
    return Stream.of(
        new Object[] {Duration.ofDays(365), "365d"},
        new Object[] {Duration.ofMinutes(90), "90m"},
        new Object[] {Duration.ofMillis(-1500), "-1500ms"},
        new Object[] {Duration.ZERO, "0d"},
        new Object[] {DataSize.ofMegabytes(64), "64MB"},
        new Object[] {DataSize.ofBytes(65_537), "65537B"},
        new Object[] {7, "7"});
  }

  @ParameterizedTest
  @MethodSource("shown")
  void valueIsShown_asItIsWritten(Object value, String text) {
    assertThat(Range.show(value)).isEqualTo(text);
  }
}
