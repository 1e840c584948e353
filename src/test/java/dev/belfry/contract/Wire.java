package dev.belfry.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belfry.testkit.Deadline;
import dev.belfry.testkit.ProtocolViolation;
import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.StrictHttpReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A bare connection, for what a well-behaved client would never send. */
final class Wire implements AutoCloseable {

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  private final RawConnection connection;

  Wire(Service service) {
    this(service.port());
  }

  private Wire(int port) {
    connection = RawConnection.to(port);
  }

  /** To the port for operators. */
  static Wire toManagement(Service service) {
    return new Wire(service.managementPort());
  }

  /** Sends without waiting: a server may answer, and close, before it has read everything. */
  Wire send(byte[] bytes) {
    Thread.ofVirtual()
        .name("wire")
        .start(() -> {
          try {
            connection.write(bytes);
          } catch (UncheckedIOException e) {
            // the answer, or its absence, tells
          }
        });
    return this;
  }

  Wire send(String text) {
    return send(text.getBytes(UTF_8));
  }

  /** The first byte that comes, which remains to be read; -1 where none comes. */
  int peek() throws IOException {
    try {
      return connection.peek(ANSWERED_WITHIN);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Reads a head; what follows it stays in {@link #body()}. */
  Answer readHead() throws IOException {
    return read(true);
  }

  /** Reads a head and its body. */
  Answer read() throws IOException {
    return read(false);
  }

  private Answer read(boolean onlyHead) throws IOException {
    var body = new ByteArrayOutputStream();
    var reader = new StrictHttpReader(onlyHead, body::write);
    var deadline = Deadline.in(ANSWERED_WITHIN);
    try {
      while (!reader.ended()) {
        switch (connection.read(reader, deadline.left())) {
          case BYTES -> {}
          case NOTHING_YET -> deadline.check("an answer");
          case CLOSED -> reader.endOfInput();
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (ProtocolViolation.CutOff e) {
      throw new EOFException(e.getMessage());
    }
    return Answer.of(reader.head(), body.toByteArray());
  }

  /** What follows the answers that were read. */
  InputStream body() {
    return connection.rest(ANSWERED_WITHIN);
  }

  @Override
  public void close() {
    connection.close();
  }
}
