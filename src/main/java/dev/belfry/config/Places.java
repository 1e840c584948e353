package dev.belfry.config;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/** Says where keys are set: somebody may look for them in the wrong file. */
final class Places {

  private Places() {}

  /** A line for each of the keys that is set somewhere. */
  static String of(List<String> keys, @Nullable Environment environment) {
    return keys.stream()
        .map(key -> environment == null ? null : found(key, environment))
        .filter(Objects::nonNull)
        .map(Places::of)
        .collect(Collectors.joining());
  }

  private static @Nullable ConfigurationProperty found(String key, Environment environment) {
    ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
    for (var source : ConfigurationPropertySources.get(environment)) {
      ConfigurationProperty property = source.getConfigurationProperty(name);
      if (property != null) {
        return property;
      }
    }
    return null;
  }

  /** A line for one that is set. */
  static String of(ConfigurationProperty property) {
    Object origin = property.getOrigin();
    return "\n"
        + property.getName()
        + " is set by "
        + (origin == null ? property.getSource() : origin)
        + ".";
  }
}
