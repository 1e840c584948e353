package dev.belfry.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All keys of the service, by the metadata that the build makes of the records: a key that someone
 * adds is known without being listed a second time.
 */
final class KnownKeys {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";

  /** A key's name, and whether something may stand below it. */
  private enum Shape {
    /** One value. */
    VALUE,
    /** Values with numbers: {@code key[0]}. */
    LIST,
    /** Values with names: {@code key.name}. */
    MAP
  }

  private final Map<String, Shape> keys;

  private KnownKeys(Map<String, Shape> keys) {
    this.keys = keys;
  }

  /**
   * Reads the keys below a prefix.
   *
   * @throws IllegalStateException if there are none: the service was built without the metadata
   */
  static KnownKeys below(String prefix) {
    Map<String, Shape> keys = new TreeMap<>();
    try {
      for (URL url : Collections.list(KnownKeys.class.getClassLoader().getResources(METADATA))) {
        for (JsonNode property : read(url).path("properties")) {
          String name = property.path("name").asString();
          if (name.startsWith(prefix + ".")) {
            keys.put(name, shape(property.path("type").asString()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (keys.isEmpty()) {
      throw new IllegalStateException(
          METADATA + " names no key: the annotation processor of Spring Boot did not run");
    }
    return new KnownKeys(keys);
  }

  private static JsonNode read(URL url) throws IOException {
    try (InputStream json = url.openStream()) {
      return JsonMapper.shared().readTree(new String(json.readAllBytes(), UTF_8));
    }
  }

  private static Shape shape(String type) {
    if (type.startsWith("java.util.Map<")) {
      return Shape.MAP;
    }
    boolean many =
        type.startsWith("java.util.List<")
            || type.startsWith("java.util.Set<")
            || type.endsWith("[]");
    return many ? Shape.LIST : Shape.VALUE;
  }

  /** Whether a name, in any of its spellings, means one of the keys. */
  boolean contains(ConfigurationPropertyName name) {
    return keys.entrySet().stream().anyMatch(key -> means(name, key.getKey(), key.getValue()));
  }

  private static boolean means(ConfigurationPropertyName name, String key, Shape shape) {
    ConfigurationPropertyName known = ConfigurationPropertyName.of(key);
    return switch (shape) {
      case VALUE -> name.equals(known);
      case LIST ->
          name.equals(known) || (name.isLastElementIndexed() && name.getParent().equals(known));
      case MAP -> known.isAncestorOf(name);
    };
  }

  /**
   * Whether a variable of the environment means one of the keys: dots become underscores there, and
   * dashes are left out or become underscores, too.
   */
  boolean containsVariable(String variable) {
    String name = variable.toUpperCase(Locale.ROOT);
    return keys.entrySet().stream()
        .anyMatch(key ->
            means(name, variable(key.getKey(), ""), key.getValue())
                || means(name, variable(key.getKey(), "_"), key.getValue()));
  }

  private static boolean means(String name, String variable, Shape shape) {
    return switch (shape) {
      case VALUE -> name.equals(variable);
      case LIST ->
          name.equals(variable)
              || (name.startsWith(variable + "_")
                  && name.substring(variable.length() + 1).matches("\\d+"));
      case MAP -> name.startsWith(variable + "_");
    };
  }

  private static String variable(String key, String dash) {
    return key.replace("-", dash).replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** The key that takes the fewest letters to be changed into. */
  String nearest(String name) {
    String plain = plain(name);
    return keys.keySet().stream()
        .min(Comparator.comparingInt(key -> distance(plain, plain(key))))
        .orElseThrow();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace("-", "");
  }

  /** How many letters have to be put in, taken out or changed (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
