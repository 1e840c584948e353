package dev.belfry.testkit;

import dev.belfry.testkit.StrictHttpReader.Head;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A TCP connection to the service. It reads only when asked to: a test decides how slow it is. */
public final class RawConnection implements AutoCloseable {
  /** What a read brought. */
  public enum Input {
    BYTES,
    NOTHING_YET,
    CLOSED
  }

  private static final int CONNECT_MILLIS = 10_000;

  private final Socket socket;
  private final byte[] buffer = new byte[16_384];
  private int from;
  private int to;

  private RawConnection(Socket socket) {
    this.socket = socket;
  }

  public static RawConnection to(int port) {
    try {
      return new RawConnection(connected(new Socket(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With so small a receive buffer that a reader who stops is noticed by the server. */
  public static RawConnection to(int port, int receiveBuffer) {
    try {
      var socket = new Socket();
      socket.setReceiveBufferSize(receiveBuffer);
      return new RawConnection(connected(socket, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket connected(Socket socket, int port) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  public void write(byte[] bytes, int offset, int length) {
    try {
      socket.getOutputStream().write(bytes, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads once, for as long as the duration at most, and hands the bytes to the reader; what the
   * reader does not take is kept for the next response.
   *
   * @throws UncheckedIOException where the connection was reset
   */
  public Input read(StrictHttpReader reader, Duration atMost) {
    Input input = fill(atMost);
    if (input == Input.BYTES) {
      from += reader.feed(buffer, from, to - from);
    }
    return input;
  }

  /** The next byte, which remains to be read; -1 where the other side has closed. */
  public int peek(Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
    Input input = fill(atMost);
    while (input == Input.NOTHING_YET) {
      deadline.check("a byte");
      input = fill(deadline.left());
    }
    return input == Input.CLOSED ? -1 : buffer[from];
  }

  private Input fill(Duration atMost) {
    if (from == to) {
      try {
        if (atMost.isZero() && socket.getInputStream().available() == 0) {
          return Input.NOTHING_YET;
        }
        socket.setSoTimeout((int) Math.max(1, atMost.toMillis()));
        int read = socket.getInputStream().read(buffer);
        if (read < 0) {
          return Input.CLOSED;
        }
        from = 0;
        to = read;
      } catch (SocketTimeoutException e) {
        return Input.NOTHING_YET;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Input.BYTES;
  }

  /** What no reader has taken yet, and what comes from now on; for who reads it to the end. */
  public InputStream rest(Duration atMost) {
    try {
      socket.setSoTimeout((int) atMost.toMillis());
      InputStream leftOver = new ByteArrayInputStream(buffer, from, to - from);
      from = to;
      return new SequenceInputStream(leftOver, socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether bytes arrived that belong to no response. */
  public boolean hasLeftOver() {
    return from < to;
  }

  /** Sends a request and reads its whole response, which must not need the connection's end. */
  public Response exchange(RawRequest request, Duration atMost) {
    write(request.bytes());
    var body = new ByteArrayOutputStream();
    var reader = new StrictHttpReader(request.method().equals("HEAD"), body::write);
    var deadline = Deadline.in(atMost);
    while (!reader.ended()) {
      switch (read(reader, deadline.left())) {
        case BYTES -> {}
        case NOTHING_YET -> deadline.check("the response to " + request);
        case CLOSED -> reader.endOfInput();
      }
    }
    return new Response(reader.head(), body.toString(StandardCharsets.UTF_8));
  }

  /** A whole response. */
  public record Response(Head head, String body) {}

  /** Goes away without a word: the other side gets a reset. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
