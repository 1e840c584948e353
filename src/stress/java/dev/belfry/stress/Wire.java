package dev.belfry.stress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** One HTTP connection, for one request; its answer is read as it comes. */
final class Wire implements Closeable {

  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private int status;
  private boolean chunked;
  private long length = Long.MAX_VALUE;

  /** What is left of the chunk. */
  private long left;

  private boolean ended;

  /**
   * Sends a request, and reads the head of its answer.
   *
   * @param receiveBuffer how many bytes the kernel may take for a reader that does not read; 0 for
   *     what is usual
   */
  Wire(int port, String head, String body, int receiveBuffer) throws IOException {
    try {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      in = new BufferedInputStream(socket.getInputStream(), 1024);
      byte[] content = body.getBytes(UTF_8);
      String request =
          head
              + "Host: 127.0.0.1\r\n"
              + (content.length > 0 ? "Content-Length: " + content.length + "\r\n" : "")
              + "\r\n";
      byte[] start = request.getBytes(UTF_8);
      byte[] all =
          ByteBuffer.allocate(start.length + content.length).put(start).put(content).array();
      socket.getOutputStream().write(all);
      readHead();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  int status() {
    return status;
  }

  /** Reads the rest of the answer. */
  String rest() throws IOException {
    StringBuilder rest = new StringBuilder();
    String line = line();
    while (line != null) {
      rest.append(line).append('\n');
      line = line();
    }
    return rest.toString();
  }

  /** Reads a line of the body, null at its end: only where it was ended as it has to be. */
  String line() throws IOException {
    byte[] bytes = new byte[256];
    int size = 0;
    while (true) {
      int next = next();
      if (next < 0) {
        return size == 0 ? null : new String(bytes, 0, size, UTF_8);
      }
      if (next == '\n') {
        return new String(bytes, 0, size, UTF_8);
      }
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, size * 2);
      }
      bytes[size++] = (byte) next;
    }
  }

  private int next() throws IOException {
    if (ended) {
      return -1;
    }
    if (chunked && left == 0) {
      left = Long.parseLong(rawLine(), 16);
      if (left == 0) {
        rawLine();
        ended = true;
        return -1;
      }
    }
    if (!chunked && length-- == 0) {
      ended = true;
      return -1;
    }
    int next = in.read();
    if (next < 0) {
      ended = true;
      if (chunked || length < Long.MAX_VALUE / 2) {
        throw new EOFException("cut off");
      }
      return -1;
    }
    if (chunked && --left == 0) {
      rawLine();
    }
    return next;
  }

  private void readHead() throws IOException {
    String line = rawLine();
    status = Integer.parseInt(line.split(" ")[1]);
    for (line = rawLine(); !line.isEmpty(); line = rawLine()) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.equals("transfer-encoding: chunked")) {
        chunked = true;
      } else if (header.startsWith("content-length: ")) {
        length = Long.parseLong(header.substring("content-length: ".length()));
      }
    }
    if (status == 204) {
      ended = true;
    }
  }

  private String rawLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("cut off");
      }
      if (next == '\n') {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      line.append((char) next);
    }
  }

  /** Goes without a word. */
  void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
