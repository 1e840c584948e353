package dev.belfry.bench;

/**
 * What a column of a table shows.
 *
 * @param compared whether ratios to nchan and to the floor are shown beside it
 */
record Metric(String key, String name, Better better, boolean compared) {

  enum Better {
    LOWER,
    HIGHER
  }

  static Metric lower(String key, String name) {
    return new Metric(key, name, Better.LOWER, false);
  }

  static Metric higher(String key, String name) {
    return new Metric(key, name, Better.HIGHER, false);
  }

  Metric andCompared() {
    return new Metric(key, name, better, true);
  }

  double best(double a, double b) {
    return better == Better.LOWER ? Math.min(a, b) : Math.max(a, b);
  }
}
