package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The body of the posts to one topic: JSON of fixed length with two numbers at fixed places, so
 * that a reader can check every byte of it at the cost of a comparison.
 */
final class Body {

  private static final String BEFORE_SEQUENCE = "{\"seq\":\"";
  private static final String BEFORE_SENT = "\",\"sent\":\"";
  private static final String FILLER = "The bells ring once for every page that listens. ";
  private static final int SEQUENCE = BEFORE_SEQUENCE.length();
  private static final int AFTER_SEQUENCE = SEQUENCE + 8;
  private static final int SENT = AFTER_SEQUENCE + BEFORE_SENT.length();
  private static final int AFTER_SENT = SENT + 16;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The longest sequence that fits into its eight digits. */
  static final int MAX_SEQUENCE = 99_999_999;

  /** The shortest body that has room for its members. */
  static final int MIN_SIZE = 110;

  private final byte[] template;

  Body(String run, int topic, int size) {
    StringBuilder text = new StringBuilder(size + FILLER.length());
    text.append(BEFORE_SEQUENCE).append("0".repeat(8));
    text.append(BEFORE_SENT).append("0".repeat(16));
    text.append("\",\"topic\":\"").append(topic);
    text.append("\",\"run\":\"").append(run).append("\",\"text\":\"");
    while (text.length() < size - 2) {
      text.append(FILLER);
    }
    text.setLength(size - 2);
    template = text.append("\"}").toString().getBytes(US_ASCII);
  }

  int length() {
    return template.length;
  }

  /** Writes the body with these numbers; {@code sent} is in nanoseconds of the run. */
  void write(byte[] out, int at, int sequence, long sent) {
    System.arraycopy(template, 0, out, at, template.length);
    writeDigits(out, at + SEQUENCE, 8, sequence);
    writeDigits(out, at + SENT, 16, sent);
  }

  /** Returns the sequence number of a body, or -1 if any byte is not as it was written. */
  int sequence(byte[] b, int from, int to) {
    if (to - from != template.length
        || !same(b, from, 0, SEQUENCE)
        || !same(b, from, AFTER_SEQUENCE, SENT)
        || !same(b, from, AFTER_SENT, template.length)
        || sent(b, from) < 0) {
      return -1;
    }
    return eightDigits(b, from + SEQUENCE);
  }

  /** Returns the send time in a body that starts at {@code from}, negative if it has none. */
  long sent(byte[] b, int from) {
    int high = eightDigits(b, from + SENT);
    int low = eightDigits(b, from + SENT + 8);
    return (high | low) < 0 ? -1 : high * 100_000_000L + low;
  }

  private boolean same(byte[] b, int from, int start, int end) {
    return Arrays.equals(b, from + start, from + end, template, start, end);
  }

  private static void writeDigits(byte[] out, int at, int count, long number) {
    long rest = number;
    for (int i = at + count - 1; i >= at; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** Reads eight ASCII digits at once, all in one register; -1 if one of them is no digit. */
  private static int eightDigits(byte[] b, int at) {
    long v = (long) LONG.get(b, at);
    long high = v & 0xF0F0F0F0F0F0F0F0L;
    long carried = (v + 0x0606060606060606L) & 0xF0F0F0F0F0F0F0F0L;
    if ((high | carried >>> 4) != 0x3333333333333333L) {
      return -1;
    }
    v -= 0x3030303030303030L;
    v = v * 10 + (v >>> 8);
    long even = (v & 0x000000FF000000FFL) * 0x000F424000000064L;
    long odd = (v >>> 16 & 0x000000FF000000FFL) * 0x0000271000000001L;
    return (int) (even + odd >>> 32);
  }
}
