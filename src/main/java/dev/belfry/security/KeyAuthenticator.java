package dev.belfry.security;

import dev.belfry.access.Authenticator;
import dev.belfry.access.Caller;
import dev.belfry.access.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** One key for all topics, or none needed. Everything may be read by anyone. */
final class KeyAuthenticator implements Authenticator {

  private static final String SCHEME = "Bearer ";

  /** Whoever has the key, and whoever has none. */
  private static final String OWNER = "owner";

  private static final String ANYONE = "anyone";

  private final boolean open;
  private final byte @Nullable [] digest;

  KeyAuthenticator(PublishProperties properties) {
    String key = properties.key();
    this.open = properties.open();
    this.digest = key == null ? null : digest(key);
  }

  @Override
  public Caller authenticate(Credentials credentials) {
    String address = credentials.address();
    if (isKey(credentials.authorization())) {
      return Caller.publisher(OWNER, address);
    }
    return open ? Caller.publisher(ANYONE, address) : Caller.anyone(address);
  }

  private boolean isKey(@Nullable String credentials) {
    if (digest == null
        || credentials == null
        || !credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    // Digests have one length, so the time to compare tells nothing about the key.
    return MessageDigest.isEqual(digest, digest(credentials.substring(SCHEME.length()).strip()));
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
