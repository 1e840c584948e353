package dev.belfry.sse;

import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.EventType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes blocks of the event stream format (WHATWG HTML, "Server-sent events") into memory. One
 * thread at a time.
 */
final class BlockWriter {

  private static final byte[] ID = ascii("id: ");
  private static final byte[] EVENT = ascii("\nevent: ");
  private static final byte[] DATA = ascii("\ndata: ");
  private static final byte[] END = ascii("\n\n");
  private static final byte[] HEX = ascii("0123456789abcdef");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The block of an event, bare: its data as posted, text line by line. */
  byte[] bare(Event event) {
    out.reset();
    head(event);
    EventData data = event.post().data();
    if (data.isJson()) {
      out.writeBytes(DATA);
      raw(data);
    } else {
      lines(data);
    }
    out.writeBytes(END);
    return out.toByteArray();
  }

  /** The block of an event, in an envelope that says where it comes from. */
  byte[] envelope(Event event) {
    out.reset();
    head(event);
    out.writeBytes(DATA);
    utf8("{\"id\":\"" + event.id() + "\",\"topic\":\"" + event.topic() + "\"");
    EventType type = event.post().type();
    if (type != null) {
      utf8(",\"type\":");
      string(type.value().getBytes(StandardCharsets.UTF_8));
    }
    utf8(",\"publishedAt\":\"" + event.publishedAtText() + "\",\"data\":");
    EventData data = event.post().data();
    if (data.isJson()) {
      raw(data);
    } else {
      byte[] text = new byte[data.length()];
      data.copyTo(0, text, 0, text.length);
      string(text);
    }
    out.write('}');
    out.writeBytes(END);
    return out.toByteArray();
  }

  /** A text as a JSON string. */
  byte[] jsonString(String text) {
    out.reset();
    string(text.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private void head(Event event) {
    out.writeBytes(ID);
    utf8(event.id().toString());
    EventType type = event.post().type();
    if (type != null) {
      out.writeBytes(EVENT);
      utf8(type.value());
    }
  }

  /** A lone CR ends a line as well, for every reader: each line gets its own field. */
  private void lines(EventData data) {
    out.writeBytes(DATA);
    int length = data.length();
    for (int i = 0; i < length; i++) {
      byte b = data.at(i);
      if (b == '\r' || b == '\n') {
        out.writeBytes(DATA);
        if (b == '\r' && i + 1 < length && data.at(i + 1) == '\n') {
          i++;
        }
      } else {
        out.write(b);
      }
    }
  }

  private void raw(EventData data) {
    byte[] bytes = new byte[data.length()];
    data.copyTo(0, bytes, 0, bytes.length);
    out.writeBytes(bytes);
  }

  private void utf8(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Escapes what RFC 8259 wants escaped; bytes beyond ASCII stay as they are. */
  private void string(byte[] utf8) {
    out.write('"');
    for (byte b : utf8) {
      switch (b) {
        case '"', '\\' -> {
          out.write('\\');
          out.write(b);
        }
        case '\n' -> utf8("\\n");
        case '\r' -> utf8("\\r");
        case '\t' -> utf8("\\t");
        default -> {
          if (b >= 0 && b < 0x20) {
            utf8("\\u00");
            out.write(HEX[b >> 4]);
            out.write(HEX[b & 0xf]);
          } else {
            out.write(b);
          }
        }
      }
    }
    out.write('"');
  }
}
