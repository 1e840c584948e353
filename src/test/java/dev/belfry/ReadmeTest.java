package dev.belfry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Readme;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds README's tables against what there is. */
final class ReadmeTest {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";

  /** Stands for a default that is computed, or that there is none: any text but code. */
  private static final String NO_DEFAULT = "no default";

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @TempDir private Path directory;

  @Test
  void everyKeyIsInTheTableWithItsDefault() throws IOException {
    Map<String, String> told = new TreeMap<>();
    for (String[] row : rows("Configuration", "| `belfry.")) {
      List<String> value = code(row[1]);
      String key = code(row[0]).getFirst();
      assertThat(told.put(key, value.isEmpty() ? NO_DEFAULT : value.getFirst())).as(key).isNull();
    }
    assertThat(told).containsExactlyInAnyOrderEntriesOf(keys());
  }

  @Test
  void everyMetricIsInTheTable() throws IOException {
    List<String> told =
        rows("Health and metrics", "| `belfry.").stream()
            .flatMap(row -> code(row[0]).stream())
            .toList();
    assertThat(told).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(metrics());
  }

  /** The cells of those lines of a section that begin so. */
  private static List<String[]> rows(String heading, String begin) throws IOException {
    return Readme.section(heading).stream()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(2).split(" \\| ", -1))
        .toList();
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map((MatchResult found) -> found.group(1)).toList();
  }

  /** All keys of the service with their defaults, from the metadata that the build generates. */
  private static Map<String, String> keys() throws IOException {
    Map<String, String> keys = new TreeMap<>();
    ClassLoader loader = ReadmeTest.class.getClassLoader();
    for (URL url : Collections.list(loader.getResources(METADATA))) { // each jar has its own
      for (JsonNode property : read(url).path("properties")) {
        String name = property.path("name").asString();
        if (name.startsWith("belfry.")) {
          JsonNode value = property.path("defaultValue");
          keys.put(name, value.isMissingNode() ? NO_DEFAULT : value.asString());
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

  /** Those of the store that has most. */
  private Iterable<String> metrics() {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(BelfryApplication.class)
            .run(
                "--server.port=0",
                "--management.server.port=0",
                "--belfry.store=file",
                "--belfry.file.directory=" + directory)) {
      return context.getBean(MeterRegistry.class).getMeters().stream()
          .map(Meter::getId)
          .map(Meter.Id::getName)
          .filter(name -> name.startsWith("belfry."))
          .collect(Collectors.toSet());
    }
  }
}
