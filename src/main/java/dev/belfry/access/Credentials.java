package dev.belfry.access;

import org.jspecify.annotations.Nullable;

/**
 * What a request shows of whom it comes from.
 *
 * @param authorization the Authorization header as it was sent, or null
 * @param address where it comes from, as far as forwarded headers are trusted
 */
public record Credentials(@Nullable String authorization, String address) {

  /** Without the header: this may be logged. */
  @Override
  public String toString() {
    return "Credentials[" + (authorization == null ? "none" : "***") + ", " + address + "]";
  }
}
