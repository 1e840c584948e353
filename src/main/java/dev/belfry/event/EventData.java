package dev.belfry.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a post says: a JSON value on one line or plain text, as UTF-8 bytes that nobody changes any
 * more. JSON goes out as it is, text is split at its line ends.
 */
public final class EventData {

  /** What a line takes beside its text, when it follows another one. */
  private static final String LINE_START = "\ndata: ";

  private final boolean json;
  private final byte[] bytes;

  private EventData(boolean json, byte[] bytes) {
    this.json = json;
    this.bytes = bytes;
  }

  /**
   * Takes a minified JSON value over: the caller vouches that it is valid.
   *
   * @throws IllegalArgumentException if it is empty or holds a line end
   */
  public static EventData json(byte[] bytes) {
    if (bytes.length == 0 || contains(bytes, '\n') || contains(bytes, '\r')) {
      throw new IllegalArgumentException("minified JSON is one line");
    }
    return new EventData(true, bytes);
  }

  /**
   * Takes plain text over: the caller vouches that it is valid UTF-8.
   *
   * @throws IllegalArgumentException if it holds a NUL
   */
  public static EventData text(byte[] bytes) {
    if (contains(bytes, 0)) {
      throw new IllegalArgumentException("text holds no NUL");
    }
    return new EventData(false, bytes);
  }

  private static boolean contains(byte[] bytes, int value) {
    for (byte b : bytes) {
      if (b == value) {
        return true;
      }
    }
    return false;
  }

  /** Whether this is a JSON value; plain text otherwise. */
  public boolean isJson() {
    return json;
  }

  /** The length in bytes. */
  public int length() {
    return bytes.length;
  }

  /**
   * How many bytes of this a subscriber gets, in the larger of its two forms. That is the one
   * number that limits count. A JSON value is sent as it is. Text takes a field's name ahead of
   * each of its lines when it is sent bare, and escapes when it is sent as a JSON string, in an
   * envelope or in history. What every event has is not counted: the name ahead of its first line,
   * or the quotes.
   */
  public int sentLength() {
    return json ? bytes.length : Math.max(bareLength(), escapedLength());
  }

  private int bareLength() {
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean endsLine = bytes[i] == '\n' || bytes[i] == '\r';
      length += endsLine ? LINE_START.length() : 1;
      if (bytes[i] == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
        i++; // both end one line
      }
    }
    return length;
  }

  private int escapedLength() {
    int length = 0;
    for (byte b : bytes) {
      length +=
          switch (b) {
            case '"', '\\', '\n', '\r', '\t' -> 2;
            default -> b >= 0 && b < 0x20 ? "\\u0000".length() : 1;
          };
    }
    return length;
  }

  /** The byte at an index. */
  public byte at(int index) {
    return bytes[index];
  }

  /** Copies a range of the bytes to a place in another array. */
  public void copyTo(int from, byte[] target, int at, int length) {
    System.arraycopy(bytes, from, target, at, length);
  }

  /** The content as a string. */
  public String asString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventData that && json == that.json && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes) * 31 + Boolean.hashCode(json);
  }

  @Override
  public String toString() {
    return (json ? "json" : "text") + "[" + bytes.length + " bytes]";
  }
}
