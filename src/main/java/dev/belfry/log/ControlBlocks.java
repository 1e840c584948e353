package dev.belfry.log;

import dev.belfry.event.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The blocks of a stream that are not events of a topic: one reader's own, small. */
public final class ControlBlocks {

  /** The longest part of an id that cannot be honoured which a gap repeats, in characters. */
  static final int MAX_REQUESTED = 64;

  private static final String CRLF = "\r\n";

  /** What ends a chunked body. */
  private static final String LAST_CHUNK = "0\r\n\r\n";

  private ControlBlocks() {}

  /** The first block: when to come back, and where this stream starts. No data. */
  public static String first(Duration retry, EventId start) {
    return "retry: " + retry.toMillis() + "\nid: " + start + "\n\n";
  }

  /** Moves the reader's id on. No data. */
  public static String heartbeat(EventId cursor) {
    return "id: " + cursor + "\n\n";
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
    return "retry: "
        + retry.toMillis()
        + "\nevent: stream.close\ndata: {\"reason\":\""
        + reason.text()
        + "\"}\n\n";
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
