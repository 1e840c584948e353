package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;

/**
 * Reads one HTTP answer that is an event stream: its head, then its body, chunked or bare, from
 * bytes that may be cut anywhere. It is made for speed as {@link BlockReader} is, and forgives what
 * contenders do differently.
 */
final class StreamReader {

  private static final int MAX_HEAD = 16_384;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private enum Part {
    HEAD,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_SIZE_LF,
    CHUNK,
    CHUNK_CR,
    CHUNK_LF,
    BARE,
    OVER
  }

  private final int stream;
  private final Tally tally;
  private final BlockReader blocks;

  private Part part = Part.HEAD;
  private byte[] head = new byte[512];
  private int headLength;
  private int headEnd;
  private int chunk;
  private int sizeDigits;

  StreamReader(int stream, Tally tally, BlockReader blocks) {
    this.stream = stream;
    this.tally = tally;
    this.blocks = blocks;
  }

  void feed(byte[] b, int from, int to) {
    int at = from;
    while (at < to) {
      switch (part) {
        case CHUNK -> {
          int end = Math.min(to, at + chunk);
          blocks.feed(b, at, end);
          chunk -= end - at;
          at = end;
          if (chunk == 0) {
            part = Part.CHUNK_CR;
          }
        }
        case CHUNK_CR -> expect(b[at++], '\r', Part.CHUNK_LF);
        case CHUNK_LF -> expect(b[at++], '\n', Part.CHUNK_SIZE);
        case CHUNK_SIZE -> size(b[at++]);
        case CHUNK_EXTENSION -> {
          if (b[at++] == '\r') {
            part = Part.CHUNK_SIZE_LF;
          }
        }
        case CHUNK_SIZE_LF -> {
          expect(b[at++], '\n', Part.CHUNK);
          sizeDigits = 0;
          if (chunk == 0 && part == Part.CHUNK) {
            ended();
          }
        }
        case BARE -> {
          blocks.feed(b, at, to);
          at = to;
        }
        case HEAD -> head(b[at++]);
        case OVER -> at = to;
      }
    }
  }

  /** Takes the end of the connection, which no subscriber expects. */
  void ended() {
    if (part != Part.OVER) {
      String where = blocks.betweenBlocks() ? "between two events" : "within an event";
      fail(Violation.EARLY_END, "the stream ended " + (part == Part.HEAD ? "in its head" : where));
    }
  }

  private void size(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && sizeDigits < 7) {
      chunk = chunk * 16 + digit;
      sizeDigits++;
    } else if (sizeDigits == 0 || digit >= 0) {
      fail(Violation.TORN, "no chunk size where one is due");
    } else if (b == '\r') {
      part = Part.CHUNK_SIZE_LF;
    } else if (b == ';' || b == ' ') {
      part = Part.CHUNK_EXTENSION;
    } else {
      fail(Violation.TORN, "byte " + b + " in a chunk size");
    }
  }

  private void expect(byte b, char due, Part then) {
    if (b == due) {
      part = then;
    } else {
      fail(Violation.TORN, "byte " + b + " around a chunk");
    }
  }

  private void head(byte b) {
    if (headLength == head.length) {
      if (headLength == MAX_HEAD) {
        fail(Violation.HTTP, "a head without an end");
        return;
      }
      head = Arrays.copyOf(head, 2 * headLength);
    }
    head[headLength++] = b;
    headEnd = b == END_OF_HEAD.charAt(headEnd) ? headEnd + 1 : b == '\r' ? 1 : 0;
    if (headEnd == END_OF_HEAD.length()) {
      String text = new String(head, 0, headLength, ISO_8859_1);
      head = null;
      begin(text.toLowerCase(Locale.ROOT));
    }
  }

  private void begin(String text) {
    String statusLine = text.substring(0, text.indexOf('\r'));
    if (!statusLine.matches("http/1\\.[01] 200( .*)?")) {
      fail(Violation.HTTP, "answered " + statusLine);
    } else if (!text.contains("\r\ncontent-type: text/event-stream")) {
      fail(Violation.HTTP, "answered without the content type text/event-stream");
    } else if (text.contains("\r\ncontent-length:")) {
      fail(Violation.HTTP, "answered with a length");
    } else {
      boolean chunked = text.contains("\r\ntransfer-encoding: chunked\r\n");
      part = chunked ? Part.CHUNK_SIZE : Part.BARE;
      blocks.begin();
    }
  }

  private void fail(Violation violation, String what) {
    part = Part.OVER;
    tally.violated(violation, stream, what);
  }
}
