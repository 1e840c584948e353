package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes the bytes of an event stream as a service would, for {@link SelfTest}. */
final class PreparedStream {

  static final String FIRST_BLOCK = "retry: 3000\nid: k3x-100\n\n";

  private final Body body;
  private final List<String> blocks = new ArrayList<>();

  PreparedStream(Body body) {
    this.body = body;
    blocks.add(FIRST_BLOCK);
  }

  /** Returns a stream of this many events after the first block. */
  static PreparedStream of(Body body, int events) {
    PreparedStream prepared = new PreparedStream(body);
    for (int i = 0; i < events; i++) {
      prepared.blocks.add(prepared.event(i, 101 + 3 * i));
    }
    return prepared;
  }

  /** Returns the block of one event. */
  String event(int sequence, long position) {
    return "id: k3x-" + position + "\n" + data(sequence) + "\n";
  }

  String data(int sequence) {
    byte[] bytes = new byte[body.length()];
    body.write(bytes, 0, sequence, 1_000L * sequence);
    return "data: " + new String(bytes, US_ASCII) + "\n";
  }

  /** The blocks, of which event {@code n} is number {@code n + 1}; to be changed at will. */
  List<String> blocks() {
    return blocks;
  }

  /** Returns the whole answer, in one chunk per block. */
  byte[] chunked() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head("Transfer-Encoding: chunked\r\n"));
    for (String block : blocks) {
      chunk(out, block.getBytes(US_ASCII), "");
    }
    return out.toByteArray();
  }

  /** Returns the whole answer, in chunks that know nothing of blocks. */
  byte[] chunked(int size, String extension) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head("Transfer-Encoding: chunked\r\n"));
    byte[] all = String.join("", blocks).getBytes(US_ASCII);
    for (int at = 0; at < all.length; at += size) {
      chunk(out, Arrays.copyOfRange(all, at, Math.min(at + size, all.length)), extension);
    }
    return out.toByteArray();
  }

  /** Returns the whole answer without chunks. */
  byte[] bare() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head("Connection: close\r\n"));
    out.writeBytes(String.join("", blocks).getBytes(US_ASCII));
    return out.toByteArray();
  }

  static byte[] head(String more) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + more + "\r\n")
        .getBytes(US_ASCII);
  }

  private static void chunk(ByteArrayOutputStream out, byte[] content, String extension) {
    out.writeBytes((Integer.toHexString(content.length) + extension + "\r\n").getBytes(US_ASCII));
    out.writeBytes(content);
    out.writeBytes("\r\n".getBytes(US_ASCII));
  }
}
