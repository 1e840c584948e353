package dev.belfry.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * A bound that takes memory.
 *
 * @param key what it is set by, or what it is if nothing sets it
 * @param bytes what it takes for each of what it counts
 * @param set what it is set to; null if its default is wanted
 * @param least the least that its default may be
 * @param most the most that its default may be
 * @param weight how large a part its default gets of what is left, compared with others; 0 if it is
 *     always the most
 * @param size whether it counts bytes
 */
record Claim(
    String key, double bytes, @Nullable Long set, long least, long most, int weight, boolean size) {

  /** What a value takes, in bytes. */
  long cost(long value) {
    return (long) (bytes * value);
  }

  /** The same with nothing set. */
  Claim unset() {
    return new Claim(key, bytes, null, least, most, weight, size);
  }

  /** A value, as it would be written. */
  String show(long value) {
    return size ? Range.show(rounded(value)) : Long.toString(value);
  }

  /** Down to something that can be read. */
  private static DataSize rounded(long bytes) {
    return bytes < 1 << 20 ? DataSize.ofBytes(bytes) : DataSize.ofMegabytes(bytes >> 20);
  }

  /**
   * Gives each claim its value: what is set, and of what is left a part by weight, as far as each
   * can use it.
   *
   * @param room what all may take, in bytes; if it is not enough, defaults are at their least
   */
  static Map<String, Long> divide(List<Claim> claims, long room) {
    Map<String, Long> values = new LinkedHashMap<>();
    List<Claim> open = new ArrayList<>();
    long left = room;
    for (Claim claim : claims) {
      long value = claim.set == null ? claim.most : claim.set;
      values.put(claim.key, value);
      if (claim.set == null && claim.weight > 0) {
        open.add(claim);
      } else {
        left -= claim.cost(value);
      }
    }
    for (Claim few = first(open, left, Claim::isLess); few != null; ) {
      left -= few.give(few.least, values);
      open.remove(few);
      few = first(open, left, Claim::isLess);
    }
    for (Claim full = first(open, left, Claim::isEnough); full != null; ) {
      left -= full.give(full.most, values);
      open.remove(full);
      full = first(open, left, Claim::isEnough);
    }
    for (Claim claim : open) {
      claim.give((long) (claim.part(open, left) / claim.bytes), values);
    }
    return values;
  }

  /** Gives this claim a value; answers what it takes. */
  private long give(long value, Map<String, Long> values) {
    values.put(key, value);
    return cost(value);
  }

  /** What this claim may take if those that are open share what is left. */
  private double part(List<Claim> open, long left) {
    return (double) left * weight / open.stream().mapToInt(Claim::weight).sum();
  }

  /** Whether a part does not do: the least comes out of what the others share. */
  private static boolean isLess(Claim claim, double part) {
    return part < claim.cost(claim.least);
  }

  /** Whether a part is more than can be used: the rest is for the others. */
  private static boolean isEnough(Claim claim, double part) {
    return part >= claim.cost(claim.most);
  }

  private static @Nullable Claim first(
      List<Claim> open, long left, BiPredicate<Claim, Double> what) {
    return open.stream()
        .filter(claim -> what.test(claim, claim.part(open, left)))
        .findFirst()
        .orElse(null);
  }
}
