package dev.belfry.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What all bounds claim of the heap, and what each of them gets. */
final class Claims {

  private final List<Claim> claims;
  private final long room;
  private final Map<String, Long> values;

  /**
   * Divides the room.
   *
   * @param room what all together may take, in bytes
   */
  Claims(List<Claim> claims, long room) {
    this.claims = claims;
    this.room = room;
    this.values = Claim.divide(claims, room);
  }

  /** What a claim has got, in its own unit. */
  long value(String key) {
    return Objects.requireNonNull(values.get(key));
  }

  /**
   * Makes sure that all fit.
   *
   * @param heap of the process, in bytes
   * @throws UnusableConfigurationException that names each claim, and what would fit
   */
  void requireFit(long heap) {
    long taken = claims.stream().mapToLong(claim -> claim.cost(value(claim.key()))).sum();
    if (taken <= room) {
      return;
    }
    Map<String, Long> fitting = Claim.divide(claims.stream().map(Claim::unset).toList(), room);
    List<String> lines = new ArrayList<>();
    lines.add(
        "The bounds take %s of the heap, which has %s: %s are left to them, the rest is for the collector and the service itself."
            .formatted(
                Memory.megabytes(taken),
                Memory.megabytes(heap),
                Memory.megabytes(Math.max(0, room))));
    List<String> set = new ArrayList<>();
    for (Claim claim : claims) {
      long value = value(claim.key());
      lines.add(
          "- %s is %s%s and takes %s; by itself it would be %s"
              .formatted(
                  claim.key(),
                  claim.show(value),
                  claim.set() == null ? " (its default)" : "",
                  Memory.megabytes(claim.cost(value)),
                  claim.show(Objects.requireNonNull(fitting.get(claim.key())))));
      if (claim.set() != null) {
        set.add(claim.key());
      }
    }
    throw new UnusableConfigurationException(
        String.join("\n", lines),
        "Lower what is set, or give the process a larger heap (-Xmx).",
        set);
  }
}
