package dev.belfry.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * What a key may be: a least and a most, both included.
 *
 * @param key the key, as README spells it
 * @param least the least
 * @param most the most
 */
record Range<T extends Comparable<T>>(String key, T least, T most) {

  /** From the largest on: a value is shown in the first one that it is a whole number of. */
  private static final List<Map.Entry<String, Duration>> TIMES =
      List.of(
          Map.entry("d", Duration.ofDays(1)),
          Map.entry("h", Duration.ofHours(1)),
          Map.entry("m", Duration.ofMinutes(1)),
          Map.entry("s", Duration.ofSeconds(1)),
          Map.entry("ms", Duration.ofMillis(1)),
          Map.entry("ns", Duration.ofNanos(1)));

  private static final List<Map.Entry<String, Long>> SIZES =
      List.of(
          Map.entry("TB", 1L << 40),
          Map.entry("GB", 1L << 30),
          Map.entry("MB", 1L << 20),
          Map.entry("KB", 1L << 10),
          Map.entry("B", 1L));

  /**
   * Passes if a value is within the range.
   *
   * @throws UnusableConfigurationException if it is not
   */
  void check(T value) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw UnusableConfigurationException.badValue(key, show(value), text());
    }
  }

  /** The same for a value that need not be set. */
  void checkIfSet(@Nullable T value) {
    if (value != null) {
      check(value);
    }
  }

  /** The range, as it is told: {@code 1s to 1h}. */
  String text() {
    return show(least) + " to " + show(most);
  }

  /** A value, as it would be written into the configuration. */
  static String show(Object value) {
    return switch (value) {
      case Duration time ->
          TIMES.stream()
              .filter(unit ->
                  time.equals(unit.getValue().multipliedBy(time.dividedBy(unit.getValue()))))
              .findFirst()
              .map(unit -> time.dividedBy(unit.getValue()) + unit.getKey())
              .orElse(time.toString());
      case DataSize size -> show(size.toBytes());
      default -> String.valueOf(value);
    };
  }

  private static String show(long bytes) {
    return SIZES.stream()
        .filter(unit -> bytes % unit.getValue() == 0)
        .findFirst()
        .map(unit -> bytes / unit.getValue() + unit.getKey())
        .orElseThrow();
  }
}
