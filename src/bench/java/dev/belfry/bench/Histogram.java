package dev.belfry.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counts durations in buckets at most 1.6 % wide; recording one is an increment. */
final class Histogram {

  private static final int BITS = 6;
  private static final int PER_POWER = 1 << BITS;

  private final long[] counts = new long[(64 - BITS) * PER_POWER];
  private long total;
  private long max;

  void record(long nanos) {
    long value = Math.max(nanos, 0);
    counts[bucket(value)]++;
    total++;
    if (value > max) {
      max = value;
    }
  }

  /** Returns the histogram of all that these hold. */
  static Histogram sum(List<Histogram> parts) {
    Histogram sum = new Histogram();
    for (Histogram part : parts) {
      for (int i = 0; i < sum.counts.length; i++) {
        sum.counts[i] += part.counts[i];
      }
      sum.total += part.total;
      sum.max = Math.max(sum.max, part.max);
    }
    return sum;
  }

  /** Returns one word that {@link #parse} reads. */
  String toWord() {
    return IntStream.range(0, counts.length)
        .filter(i -> counts[i] > 0)
        .mapToObj(i -> i + "=" + counts[i])
        .collect(Collectors.joining(",", max + ":", ""));
  }

  static Histogram parse(String word) {
    Histogram histogram = new Histogram();
    int colon = word.indexOf(':');
    histogram.max = Long.parseLong(word.substring(0, colon));
    for (String pair : word.substring(colon + 1).split(",")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        long count = Long.parseLong(pair.substring(equals + 1));
        histogram.counts[Integer.parseInt(pair.substring(0, equals))] = count;
        histogram.total += count;
      }
    }
    return histogram;
  }

  long total() {
    return total;
  }

  double maxMillis() {
    return max / 1e6;
  }

  /** Returns the upper edge of the bucket below which this share of all values lies. */
  double millis(double share) {
    long wanted = Math.max(1, (long) Math.ceil(total * share));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min(upperEdge(i), max) / 1e6;
      }
    }
    return 0;
  }

  private static int bucket(long value) {
    if (value < PER_POWER) {
      return (int) value;
    }
    int shift = 63 - BITS - Long.numberOfLeadingZeros(value);
    return (shift + 1 << BITS) + (int) (value >>> shift) - PER_POWER;
  }

  private static long upperEdge(int bucket) {
    if (bucket < PER_POWER) {
      return bucket;
    }
    int shift = (bucket >> BITS) - 1;
    return ((long) (bucket & PER_POWER - 1) + PER_POWER + 1 << shift) - 1;
  }
}
