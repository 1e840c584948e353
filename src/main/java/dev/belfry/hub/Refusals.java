package dev.belfry.hub;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often requests were refused, by reason. Thread-safe. */
public final class Refusals {

  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

  /**
   * The counter of a reason, which exists from then on.
   *
   * @param reason one of a few: it becomes a metric's tag
   */
  public LongAdder counter(String reason) {
    return counters.computeIfAbsent(reason, _ -> new LongAdder());
  }

  /** The counters there are, by reason. */
  public Map<String, LongAdder> counters() {
    return new TreeMap<>(counters);
  }
}
