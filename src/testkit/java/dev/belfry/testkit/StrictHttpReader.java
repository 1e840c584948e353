package dev.belfry.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one HTTP/1 response byte by byte and checks its framing: status line, headers, chunk sizes,
 * every CRLF, the final chunk.
 */
public final class StrictHttpReader {
  /** Where the body goes, without its framing. */
  @FunctionalInterface
  public interface Body {
    void accept(byte[] bytes, int offset, int length);
  }

  /** How the end of the body is known. */
  public enum Framing {
    CHUNKED,
    LENGTH,
    UNTIL_CLOSE,
    NONE
  }

  /** A header line as sent. */
  public record Header(String name, String value) {}

  /** What comes before the body. */
  public record Head(int status, List<Header> headers, Framing framing) {
    public List<String> values(String name) {
      return headers.stream()
          .filter(header -> header.name().equalsIgnoreCase(name))
          .map(Header::value)
          .toList();
    }
  }

  private enum State {
    STATUS,
    HEADERS,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    AFTER_LAST_CHUNK,
    LENGTH,
    UNTIL_CLOSE,
    ENDED
  }

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2}) .*");
  private static final Pattern HEADER_LINE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\\x20-\\x7e]*)");
  private static final Pattern CHUNK_SIZE = Pattern.compile("0|[1-9a-fA-F][0-9a-fA-F]{0,7}");
  private static final int LONGEST_LINE = 16_384;

  private final boolean toHead;
  private final Body body;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<Header> headers = new ArrayList<>();
  private State state = State.STATUS;
  private boolean sawCarriageReturn;
  private int status;
  private long remaining;
  private @Nullable Head head;

  /**
   * @param toHead whether the request was a HEAD, whose answer has no body whatever its headers say
   */
  public StrictHttpReader(boolean toHead, Body body) {
    this.toHead = toHead;
    this.body = body;
  }

  /** Takes bytes up to the response's end and says how many it took. */
  public int feed(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && state != State.ENDED) {
      switch (state) {
        case STATUS, HEADERS, CHUNK_SIZE, CHUNK_END, AFTER_LAST_CHUNK -> lineByte(bytes[at++]);
        case CHUNK, LENGTH -> {
          int part = (int) Math.min(remaining, end - at);
          body.accept(bytes, at, part);
          at += part;
          remaining -= part;
          if (remaining == 0) {
            state = state == State.CHUNK ? State.CHUNK_END : State.ENDED;
          }
        }
        case UNTIL_CLOSE -> {
          body.accept(bytes, at, end - at);
          at = end;
        }
        case ENDED -> throw new IllegalStateException();
      }
    }
    return at - offset;
  }

  /**
   * Takes the end of the connection by the other side.
   *
   * @throws ProtocolViolation.CutOff unless the response is complete
   */
  public void endOfInput() {
    if (state == State.UNTIL_CLOSE) {
      state = State.ENDED;
    }
    if (state != State.ENDED) {
      throw new ProtocolViolation.CutOff("the connection ended in " + state + " with " + line);
    }
  }

  public boolean headRead() {
    return head != null;
  }

  public boolean untouched() {
    return state == State.STATUS && line.size() == 0;
  }

  public Head head() {
    return Objects.requireNonNull(head, "the head is not complete");
  }

  /** Whether the response is complete; if chunked, that the final chunk was seen. */
  public boolean ended() {
    return state == State.ENDED;
  }

  private void lineByte(byte b) {
    if (sawCarriageReturn) {
      sawCarriageReturn = false;
      if (b != '\n') {
        throw new ProtocolViolation("a CR without its LF in " + state + ": " + line);
      }
      String text = line.toString(StandardCharsets.ISO_8859_1);
      line.reset();
      endLine(text);
    } else if (b == '\r') {
      sawCarriageReturn = true;
    } else if (b == '\n') {
      throw new ProtocolViolation("an LF without its CR in " + state + ": " + line);
    } else if (line.size() == LONGEST_LINE) {
      throw new ProtocolViolation("an endless line in " + state);
    } else {
      line.write(b);
    }
  }

  private void endLine(String text) {
    switch (state) {
      case STATUS -> {
        status = Integer.parseInt(match(STATUS_LINE, text).group(1));
        state = State.HEADERS;
      }
      case HEADERS -> {
        if (text.isEmpty()) {
          endHead();
        } else {
          Matcher header = match(HEADER_LINE, text);
          headers.add(new Header(header.group(1), header.group(2)));
        }
      }
      case CHUNK_SIZE -> {
        remaining = Long.parseLong(match(CHUNK_SIZE, text).group(), 16);
        state = remaining == 0 ? State.AFTER_LAST_CHUNK : State.CHUNK;
      }
      case CHUNK_END -> {
        empty(text);
        state = State.CHUNK_SIZE;
      }
      case AFTER_LAST_CHUNK -> {
        empty(text);
        state = State.ENDED;
      }
      case CHUNK, LENGTH, UNTIL_CLOSE, ENDED -> throw new IllegalStateException();
    }
  }

  private void endHead() {
    List<String> encodings = new Head(status, headers, Framing.NONE).values("Transfer-Encoding");
    List<String> lengths = new Head(status, headers, Framing.NONE).values("Content-Length");
    if (encodings.size() + lengths.size() > 1) {
      throw new ProtocolViolation("framed twice: " + headers);
    }
    Framing framing;
    if (toHead || status < 200 || status == 204 || status == 304) {
      framing = Framing.NONE;
      state = State.ENDED;
    } else if (!encodings.isEmpty()) {
      if (!encodings.getFirst().equals("chunked")) {
        throw new ProtocolViolation("Transfer-Encoding: " + encodings);
      }
      framing = Framing.CHUNKED;
      state = State.CHUNK_SIZE;
    } else if (!lengths.isEmpty()) {
      framing = Framing.LENGTH;
      remaining = Long.parseLong(lengths.getFirst());
      state = remaining == 0 ? State.ENDED : State.LENGTH;
    } else {
      framing = Framing.UNTIL_CLOSE;
      state = State.UNTIL_CLOSE;
    }
    head = new Head(status, List.copyOf(headers), framing);
  }

  private static Matcher match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new ProtocolViolation("not " + pattern + ": " + text);
    }
    return matcher;
  }

  private static void empty(String text) {
    if (!text.isEmpty()) {
      throw new ProtocolViolation("bytes beyond the chunk's size: " + text);
    }
  }
}
