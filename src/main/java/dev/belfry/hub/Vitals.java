package dev.belfry.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether the threads turn that everything depends on, and whether what they write to is whole.
 * Thread-safe.
 */
public final class Vitals {

  /**
   * How long a part may show nothing. Each comes by at least once a second, or at once when it is
   * asked to; a disk may keep the store waiting for tens of seconds and recover.
   */
  public static final Duration MAX_AGE = Duration.ofMinutes(1);

  /** What has threads of its own. */
  public enum Part {
    /** The workers of the fan-out: the one that has been silent longest. */
    WORKERS,
    /** What trims the log. */
    TAILER,
    /** The store's writer. */
    STORE;

    /** As a metric's tag. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Part, Supplier<Duration>> ages = new EnumMap<>(Part.class);
  private final BooleanSupplier logBroken;
  private final BooleanSupplier storeBroken;

  Vitals(
      Supplier<Duration> workers,
      Supplier<Duration> tailer,
      Supplier<Duration> store,
      BooleanSupplier logBroken,
      BooleanSupplier storeBroken) {
    ages.put(Part.WORKERS, workers);
    ages.put(Part.TAILER, tailer);
    ages.put(Part.STORE, store);
    this.logBroken = logBroken;
    this.storeBroken = storeBroken;
  }

  /**
   * For how long a part has shown nothing. A worker that sleeps is asked, and shows it next time.
   */
  public Duration age(Part part) {
    return Objects.requireNonNull(ages.get(part)).get();
  }

  /** What only another start of the node can mend, each as a sentence; empty if nothing. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (Part part : Part.values()) {
      Duration age = age(part);
      if (age.compareTo(MAX_AGE) > 0) {
        faults.add("nothing was seen of its " + part.text() + " for " + age.toSeconds() + " s");
      }
    }
    if (logBroken.getAsBoolean()) {
      faults.add("the log has a part of an append, and takes no more");
    }
    if (storeBroken.getAsBoolean()) {
      faults.add("the store accepts nothing any more");
    }
    return faults;
  }
}
