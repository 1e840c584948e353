package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads the blocks of one event stream from bytes that may be cut anywhere. A line is looked at
 * where it lies; only one that is cut is kept aside until its end has come.
 *
 * <p>The test kit's strict parser would not do: it copies and decodes every line, and its time
 * would be charged to the service. This one reads only what is measured or must be true of each
 * contender.
 */
final class BlockReader {

  private static final int MAX_LINE = 1 << 20;
  private static final byte[] DATA = "data:".getBytes(US_ASCII);
  private static final byte[] ID = "id:".getBytes(US_ASCII);
  private static final byte[] EVENT = "event:".getBytes(US_ASCII);
  private static final byte[] RETRY = "retry:".getBytes(US_ASCII);
  private static final byte[] OWN = "stream.".getBytes(US_ASCII);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NOTHING = {};

  private final int stream;
  private final Topic topic;
  private final boolean keepsId;
  private final SequenceCheck check;
  private final Tally tally;

  private byte[] cut = NOTHING;
  private int cutLength;
  private boolean open;

  // the block that is being read
  private int dataLines;
  private int sequence;
  private long sent;
  private long position = -1;
  private String ownEvent;
  private String firstOddity;
  private byte[] id = NOTHING;
  private byte[] lastId = NOTHING;

  BlockReader(int stream, Topic topic, SequenceCheck check, Tally tally, boolean keepsId) {
    this.stream = stream;
    this.topic = topic;
    this.keepsId = keepsId;
    this.check = check;
    this.tally = tally;
  }

  /** Takes the end of the answer's head; a stream without ids counts as open from here. */
  void begin() {
    if (!tally.checksIds()) {
      opened();
    }
  }

  void feed(byte[] b, int from, int to) {
    int at = from;
    if (cutLength > 0) {
      int end = newline(b, from, to);
      keep(b, from, end < 0 ? to : end);
      if (end < 0) {
        return;
      }
      int length = cutLength;
      cutLength = 0;
      line(cut, 0, length);
      at = end + 1;
    }
    while (at < to) {
      int end = newline(b, at, to);
      if (end < 0) {
        keep(b, at, to);
        return;
      }
      line(b, at, end);
      at = end + 1;
    }
  }

  /** Says whether the stream stops between two blocks. */
  boolean betweenBlocks() {
    return cutLength == 0 && dataLines == 0 && position < 0 && ownEvent == null;
  }

  /** Returns the id of the last block, as a client that comes back sends it; empty if none. */
  byte[] lastId() {
    return lastId;
  }

  private void line(byte[] b, int from, int lineEnd) {
    int to = lineEnd > from && b[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    if (from == to) {
      endBlock();
    } else if (starts(b, from, to, DATA)) {
      data(b, value(b, from + DATA.length, to), to);
    } else if (starts(b, from, to, ID)) {
      int start = value(b, from + ID.length, to);
      if (keepsId) {
        id = Arrays.copyOfRange(b, start, to);
      }
      if (tally.checksIds()) {
        id(b, start, to);
      }
    } else if (starts(b, from, to, EVENT)) {
      int start = value(b, from + EVENT.length, to);
      if (starts(b, start, to, OWN)) {
        ownEvent = text(b, start, to);
      }
    } else if (b[from] != ':' && !starts(b, from, to, RETRY)) {
      odd("a line that is no field: " + text(b, from, to));
    }
  }

  private void data(byte[] b, int from, int to) {
    Body body = topic.body();
    dataLines++;
    sequence = body.sequence(b, from, to);
    if (sequence >= 0) {
      sent = body.sent(b, from);
    } else if (ownEvent == null) {
      odd("data that was not posted so: " + text(b, from, to));
    }
  }

  private void id(byte[] b, int from, int to) {
    int dash = to - 1;
    long number = 0;
    long unit = 1;
    while (dash >= from && b[dash] >= '0' && b[dash] <= '9' && to - dash <= 18) {
      number += (b[dash] - '0') * unit;
      unit *= 10;
      dash--;
    }
    if (dash <= from || dash == to - 1 || b[dash] != '-') {
      tally.violated(Violation.ID, stream, "no position in id " + text(b, from, to));
      return;
    }
    byte[] epoch = tally.epoch(b, from, dash);
    if (!Arrays.equals(b, from, dash, epoch, 0, epoch.length)) {
      tally.violated(
          Violation.ID,
          stream,
          "another epoch in " + text(b, from, to) + " than " + text(epoch, 0, epoch.length));
    }
    position = number;
  }

  private void endBlock() {
    lastId = id;
    if (ownEvent != null) {
      ownEvent();
    } else if (firstOddity != null || dataLines > 1) {
      String what = firstOddity == null ? dataLines + " data lines" : firstOddity;
      tally.violated(Violation.TORN, stream, what);
    } else if (dataLines == 1) {
      if (position < 0 && tally.checksIds()) {
        tally.violated(Violation.ID, stream, "event " + sequence + " has no id");
      }
      check.event(sequence, sent, position);
    } else if (position >= 0) {
      check.cursor(position);
      opened();
    }
    dataLines = 0;
    position = -1;
    ownEvent = null;
    firstOddity = null;
  }

  private void ownEvent() {
    switch (ownEvent) {
      case "stream.gap" -> check.gap(position, ownEvent);
      case "stream.close" -> tally.violated(Violation.CLOSE, stream, "was sent " + ownEvent);
      default -> tally.violated(Violation.TORN, stream, "was sent " + ownEvent);
    }
  }

  private void opened() {
    if (!open) {
      open = true;
      tally.opened();
    }
  }

  private void odd(String what) {
    if (firstOddity == null) {
      firstOddity = what;
    }
  }

  private void keep(byte[] b, int from, int to) {
    int length = cutLength + to - from;
    if (length > MAX_LINE) {
      tally.violated(Violation.TORN, stream, "a line without an end");
      cutLength = 0;
      return;
    }
    if (length > cut.length) {
      cut = Arrays.copyOf(cut, Math.max(length, 2 * topic.body().length()));
    }
    System.arraycopy(b, from, cut, cutLength, to - from);
    cutLength = length;
  }

  /** Finds the next line feed, eight bytes at a time; -1 if there is none. */
  private static int newline(byte[] b, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long v = (long) LONG.get(b, at) ^ 0x0A0A0A0A0A0A0A0AL;
      long zeros = v - 0x0101010101010101L & ~v & 0x8080808080808080L;
      if (zeros != 0) {
        return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
      }
    }
    for (; at < to; at++) {
      if (b[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  private static boolean starts(byte[] b, int from, int to, byte[] with) {
    if (to - from < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (b[from + i] != with[i]) {
        return false;
      }
    }
    return true;
  }

  private static int value(byte[] b, int from, int to) {
    return from < to && b[from] == ' ' ? from + 1 : from;
  }

  private static String text(byte[] b, int from, int to) {
    return new String(b, from, Math.min(to - from, 80), UTF_8);
  }
}
