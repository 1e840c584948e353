package dev.belfry.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Says of a value that could not be read what it may be: of our keys, and of Spring's that choose
 * or count.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1) // behind the one for what we refuse ourselves
final class BadValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
    ConfigurationProperty property = cause.getProperty();
    Class<?> type = cause.getTarget().getType().resolve(Object.class);
    String key = cause.getName().toString();
    String mayBe = mayBe(key, ClassUtils.resolvePrimitiveIfNecessary(type));
    if (property == null || mayBe == null || !property.getName().equals(cause.getName())) {
      return null; // Boot's own analyzers know better
    }
    UnusableConfigurationException told =
        UnusableConfigurationException.badValue(key, "\"" + property.getValue() + "\"", mayBe);
    return new FailureAnalysis(told.getMessage() + Places.of(property), told.advice(), cause);
  }

  private static @Nullable String mayBe(String key, Class<?> type) {
    Range<?> range = Ranges.of(key);
    String within = range == null ? "" : ", from " + range.text();
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(" or "));
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    if (type == Duration.class) {
      return "a time such as 500ms, 15s, 5m, 24h or 7d" + within;
    }
    if (type == DataSize.class) {
      return "a size such as 500B, 64KB, 16MB or 1GB" + within;
    }
    return List.of(Integer.class, Long.class).contains(type) ? "a whole number" + within : null;
  }
}
