package dev.belfry.sse;

import dev.belfry.event.EventId;
import dev.belfry.log.GapReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The blocks of a stream that are not events of a topic: one reader's own, small. */
public final class ControlBlocks {

  /** The longest part of an id that cannot be honoured which a gap repeats, in characters. */
  static final int MAX_REQUESTED = EventId.MAX_LENGTH;

  /**
   * A comment, and no blank line behind it: there are clients that take each blank line for the end
   * of an event, and hand an empty one to the page. The comment becomes a part of the next block.
   */
  private static final String COMMENT = ":\n";

  private static final String CRLF = "\r\n";

  /** What ends a chunked body. */
  private static final String LAST_CHUNK = "0\r\n\r\n";

  private ControlBlocks() {}

  /** The first block: when to come back, and where this stream starts. No data. */
  public static String first(Duration retry, EventId start) {
    return retry(retry) + id(start) + "\n";
  }

  /** The beginning of a stream without checkpoints: when to come back. No blank line. */
  public static String firstWithoutId(Duration retry) {
    return retry(retry) + COMMENT;
  }

  /** Moves the reader's id on. No data. */
  public static String heartbeat(EventId cursor) {
    return id(cursor) + "\n";
  }

  /** Shows that the stream is alive to what stands between it and its client. No blank line. */
  public static String heartbeatWithoutId() {
    return COMMENT;
  }

  /** Shows that the stream is alive, to the page as well; with the reader's id, or null. */
  public static String heartbeatEvent(@Nullable EventId cursor) {
    return "event: stream.heartbeat\n" + (cursor == null ? "" : id(cursor)) + "data: {}\n\n";
  }

  private static String retry(Duration retry) {
    return "retry: " + retry.toMillis() + "\n";
  }

  private static String id(EventId id) {
    return "id: " + id + "\n";
  }

  /** Says that some events cannot be replayed. */
  public static String gap(GapReason reason, String requested, EventId resumedAt) {
    return "event: stream.gap\nid: "
        + resumedAt
        + "\ndata: {\"reason\":\""
        + reason.text()
        + "\",\"requested\":"
        + quoted(requested)
        + ",\"resumedAt\":\""
        + resumedAt
        + "\"}\n\n";
  }

  /** Says that the service ends the stream, and when to come back. */
  public static String close(CloseReason reason, Duration retry) {
    return retry(retry) + "event: stream.close\ndata: {\"reason\":\"" + reason.text() + "\"}\n\n";
  }

  /**
   * Bytes to send.
   *
   * @param chunked whether as a chunk
   * @param last whether nothing follows
   */
  public static byte[] bytes(String blocks, boolean chunked, boolean last) {
    byte[] body = blocks.getBytes(StandardCharsets.UTF_8);
    if (!chunked) {
      return body;
    }
    byte[] header = (Integer.toHexString(body.length) + CRLF).getBytes(StandardCharsets.US_ASCII);
    byte[] trailer = (last ? CRLF + LAST_CHUNK : CRLF).getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[header.length + body.length + trailer.length];
    System.arraycopy(header, 0, chunk, 0, header.length);
    System.arraycopy(body, 0, chunk, header.length, body.length);
    System.arraycopy(trailer, 0, chunk, header.length + body.length, trailer.length);
    return chunk;
  }

  /** Cut before it is escaped, and never between the halves of a surrogate pair. */
  private static String quoted(String requested) {
    String cut = requested;
    if (cut.length() > MAX_REQUESTED) {
      int end =
          Character.isHighSurrogate(cut.charAt(MAX_REQUESTED - 1))
              ? MAX_REQUESTED - 1
              : MAX_REQUESTED;
      cut = cut.substring(0, end);
    }
    return new String(new BlockWriter().jsonString(cut), StandardCharsets.UTF_8);
  }
}
