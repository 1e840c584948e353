package dev.belfry.hub;

import dev.belfry.event.EventData;
import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.store.IdempotencyKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What a publisher calls a request, so that sending it again does not publish twice.
 *
 * @param key 1 to 128 printable ASCII characters
 * @param batch whether it is a list of events, and its answer one of receipts
 */
public record RequestKey(String key, boolean batch) {

  private static final int MAX_LENGTH = 128;

  /**
   * @throws IllegalArgumentException if the key is not of the form above
   */
  public RequestKey {
    if (key.isEmpty()
        || key.length() > MAX_LENGTH
        || !key.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      throw new IllegalArgumentException(
          "an Idempotency-Key is 1 to " + MAX_LENGTH + " printable ASCII characters");
    }
  }

  /**
   * This key for the store, with all that the request asks for.
   *
   * @param publisher who sends it: keys of different publishers never meet
   */
  IdempotencyKey of(String publisher, List<Post> posts) {
    MessageDigest request = sha256();
    request.update((byte) (batch ? 1 : 0));
    for (Post post : posts) {
      EventType type = post.type();
      add(request, post.topic().value());
      add(request, type == null ? "" : type.value()); // a type is never empty
      EventData data = post.data();
      request.update((byte) ((data.isJson() ? 1 : 0) | (post.retain() ? 2 : 0)));
      byte[] bytes = new byte[data.length()];
      data.copyTo(0, bytes, 0, bytes.length);
      add(request, bytes);
    }
    MessageDigest named = sha256();
    add(named, publisher);
    add(named, key);
    return new IdempotencyKey(half(named), half(request));
  }

  private static void add(MessageDigest digest, String text) {
    add(digest, text.getBytes(StandardCharsets.UTF_8));
  }

  /** With its length, so that two parts are never taken for two others. */
  private static void add(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static IdempotencyKey.Digest half(MessageDigest digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    long high = bytes.getLong();
    return new IdempotencyKey.Digest(high, bytes.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
