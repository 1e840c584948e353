package dev.belfry.sse;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Encoders for stress tests, and what is looked for in their memory. */
public final class Encoders {

  private Encoders() {}

  /** An encoder with so little memory that each state can have one. */
  public static FrameEncoder small() {
    return new FrameEncoder(1024, 1024);
  }

  /** Whether bytes are in a place, read as a worker's window reads them. */
  public static boolean isAt(FrameEncoder.@Nullable Bytes place, ByteBuffer expected) {
    if (place == null) {
      return false;
    }
    ByteBuffer window = place.memory().duplicate().limit(place.end()).position(place.start());
    return window.mismatch(expected) < 0;
  }
}
