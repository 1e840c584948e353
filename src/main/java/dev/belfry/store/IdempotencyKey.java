package dev.belfry.store;

/**
 * Makes a request that is sent again the same request.
 *
 * @param key digest of the publisher and the key that he chose
 * @param request digest of all that the request asks for
 */
public record IdempotencyKey(Digest key, Digest request) {

  /** Half of a SHA-256: so many bits that two are never the same by chance. */
  public record Digest(long high, long low) {}
}
