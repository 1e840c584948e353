package dev.belfry.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An incremental parser of event streams, bytes in, blocks out, that forgives nothing.
 *
 * <p>A browser's parser accepts anything and drops what it does not know. This one fails on all
 * that a careful server never sends, so that a slip shows up in a test and not as an event that
 * silently went missing.
 */
public final class StrictEventStreamParser {
  private static final Pattern ID = Pattern.compile("[a-z0-9]+-[0-9]+");
  private static final int LONGEST_ID = 40;
  private static final Pattern TYPE = Pattern.compile("\\P{Cc}{1,128}");

  /** What an {@code EventSource} dispatches itself. */
  private static final Set<String> NO_TYPES = Set.of("open", "error");

  private static final Pattern RETRY = Pattern.compile("0|[1-9][0-9]{0,8}");

  private final boolean commentsExpected;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder raw = new StringBuilder();
  private boolean started;
  private @Nullable Long retry;
  private @Nullable String id;
  private @Nullable String event;
  private @Nullable StringBuilder data;

  private int comments;

  public StrictEventStreamParser() {
    this(false);
  }

  /**
   * @param commentsExpected whether empty comments may come; they belong to the block they are in
   */
  public StrictEventStreamParser(boolean commentsExpected) {
    this.commentsExpected = commentsExpected;
  }

  /** How many comments have come. */
  public int comments() {
    return comments;
  }

  public List<EventBlock> feed(byte[] bytes) {
    return feed(bytes, 0, bytes.length);
  }

  /** The blocks that these bytes complete. */
  public List<EventBlock> feed(byte[] bytes, int offset, int length) {
    List<EventBlock> blocks = new ArrayList<>();
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      switch (bytes[i]) {
        case '\r' -> throw new ProtocolViolation("a CR, after " + soFar(bytes, from, i));
        case 0 -> throw new ProtocolViolation("a NUL, after " + soFar(bytes, from, i));
        case '\n' -> {
          line.write(bytes, from, i - from);
          from = i + 1;
          EventBlock block = endLine();
          if (block != null) {
            blocks.add(block);
          }
        }
        default -> {}
      }
    }
    line.write(bytes, from, offset + length - from);
    return blocks;
  }

  /** Whether the bytes so far end where a block ends. */
  public boolean atBoundary() {
    return line.size() == 0 && raw.isEmpty();
  }

  /** The stream was ended on purpose: nothing may be left half said. */
  public void end() {
    if (!atBoundary()) {
      throw new ProtocolViolation("the stream ended inside a block: " + raw + text(line));
    }
  }

  /** The connection was lost: what was half said is forgotten, as a client does. */
  public void cutOff() {
    line.reset();
    clear();
    started = false;
  }

  private @Nullable EventBlock endLine() {
    String text = decode(line.toByteArray());
    line.reset();
    if (!started && text.startsWith("\uFEFF")) {
      throw new ProtocolViolation("a byte order mark");
    }
    started = true;
    if (text.isEmpty()) {
      return endBlock();
    }
    raw.append(text).append('\n');
    if (commentsExpected && text.equals(":")) {
      comments++;
      return null;
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new ProtocolViolation("a line without a colon: " + text);
    }
    String field = text.substring(0, colon);
    if (!text.startsWith(" ", colon + 1)) {
      throw new ProtocolViolation("no space after the colon: " + text);
    }
    field(field, text.substring(colon + 2));
    return null;
  }

  private void field(String name, String value) {
    switch (name) {
      case "id" -> {
        once(name, id);
        if (value.length() > LONGEST_ID || !ID.matcher(value).matches()) {
          throw new ProtocolViolation("an id of wrong form: " + value);
        }
        id = value;
      }
      case "event" -> {
        once(name, event);
        if (!TYPE.matcher(value).matches() || NO_TYPES.contains(value)) {
          throw new ProtocolViolation("an event type that may not be: " + value);
        }
        event = value;
      }
      case "retry" -> {
        once(name, retry);
        if (!RETRY.matcher(value).matches()) {
          throw new ProtocolViolation("a retry that is no number: " + value);
        }
        retry = Long.valueOf(value);
      }
      case "data" ->
          data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
      default -> throw new ProtocolViolation("an unknown field: " + name + ": " + value);
    }
  }

  private static void once(String name, @Nullable Object earlier) {
    if (earlier != null) {
      throw new ProtocolViolation("two fields " + name + " in one block");
    }
  }

  private EventBlock endBlock() {
    if (raw.isEmpty()) {
      throw new ProtocolViolation("an empty block");
    }
    if (event != null && data == null) {
      throw new ProtocolViolation("an event type without data: " + raw);
    }
    EventBlock block =
        new EventBlock(
            retry, id, event, data == null ? null : data.toString(), raw.append('\n').toString());
    clear();
    return block;
  }

  private void clear() {
    raw.setLength(0);
    retry = null;
    id = null;
    event = null;
    data = null;
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolViolation("invalid UTF-8 in " + new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private String soFar(byte[] bytes, int from, int to) {
    return raw + text(line) + new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
