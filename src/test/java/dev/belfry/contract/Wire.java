package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bare connection, for what a well-behaved client would never send. */
final class Wire implements AutoCloseable {

  private static final int DEADLINE_MILLIS = 10_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  Wire(Service service) throws IOException {
    this(service.port());
  }

  private Wire(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
    socket.setSoTimeout(DEADLINE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** To the port for operators. */
  static Wire toManagement(Service service) throws IOException {
    return new Wire(service.managementPort());
  }

  /** Sends without waiting: a server may answer, and close, before it has read everything. */
  Wire send(byte[] bytes) {
    Thread.ofVirtual()
        .name("wire")
        .start(() -> {
          try {
            socket.getOutputStream().write(bytes);
          } catch (IOException e) {
            // the answer, or its absence, tells
          }
        });
    return this;
  }

  Wire send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads a head; what follows it stays in {@link #body()}. */
  Answer readHead() throws IOException {
    String status = readLine();
    assertThat(status).as("status line").matches("HTTP/1\\.[01] [0-9]{3}( .*)?");
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      assertThat(colon).as("colon in the header line %s", line).isPositive();
      headers
          .computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new Answer(
        Integer.parseInt(status.substring(9, 12)),
        HttpHeaders.of(headers, (name, value) -> true),
        "");
  }

  /** Reads a head and its body. */
  Answer read() throws IOException {
    Answer head = readHead();
    byte[] bytes;
    if (head.headers().firstValue("Transfer-Encoding").isPresent()) {
      bytes = readChunks();
    } else if (head.headers().firstValue("Content-Length").isPresent()) {
      bytes = in.readNBytes(Integer.parseInt(head.header("Content-Length")));
    } else {
      bytes = in.readAllBytes();
    }
    return new Answer(head.status(), head.headers(), Answer.text(bytes));
  }

  InputStream body() {
    return in;
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = readSize(); size > 0; size = readSize()) {
      body.write(in.readNBytes(size));
      assertThat(readLine()).as("end of a chunk").isEmpty();
    }
    assertThat(readLine()).as("end of the chunks").isEmpty();
    return body.toByteArray();
  }

  private int readSize() throws IOException {
    return Integer.parseInt(readLine(), 16);
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("closed after: " + line.toString(StandardCharsets.ISO_8859_1));
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
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
