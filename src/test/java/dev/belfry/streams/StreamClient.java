package dev.belfry.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.streams.StrictHttpReader.Head;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open stream, read by the calling thread and only then. Whatever it reads goes through the
 * strict readers, so that every test is also one of framing and form.
 */
final class StreamClient implements AutoCloseable {
  /** How long a test waits for what must come. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private final RawConnection connection;
  private final StrictHttpReader reader;
  private final StrictEventStreamParser parser;
  private final Deque<EventBlock> blocks = new ArrayDeque<>();

  /** On a connection on which the request is sent already. */
  StreamClient(RawConnection connection, boolean toHead) {
    this(connection, toHead, false);
  }

  private StreamClient(RawConnection connection, boolean toHead, boolean commentsExpected) {
    this.connection = connection;
    this.parser = new StrictEventStreamParser(commentsExpected);
    this.reader = new StrictHttpReader(toHead, this::body);
  }

  static StreamClient open(RawConnection connection, StreamRequest request) {
    connection.write(request.bytes());
    boolean commentsExpected = request.target().contains("checkpoints=false"); // and never else
    return new StreamClient(connection, request.method().equals("HEAD"), commentsExpected);
  }

  private void body(byte[] bytes, int offset, int length) {
    assertThat(reader.head().values("Content-Type"))
        .as("status %d", reader.head().status())
        .containsExactly("text/event-stream");
    blocks.addAll(parser.feed(bytes, offset, length));
  }

  Head head() {
    var deadline = Deadline.in(PATIENCE);
    while (!reader.headRead()) {
      read(deadline);
      deadline.check("the response's head");
    }
    return reader.head();
  }

  /** Whether a single byte of a response has come. */
  boolean answered() {
    return !reader.untouched();
  }

  /** The next block, or null where none came in time or the stream has ended cleanly. */
  @Nullable EventBlock poll(Duration atMost) {
    var deadline = Deadline.in(atMost);
    while (blocks.isEmpty() && !reader.ended()) {
      if (!read(deadline) && deadline.passed()) {
        return null;
      }
    }
    return blocks.poll();
  }

  EventBlock next() {
    return next(PATIENCE);
  }

  EventBlock next(Duration atMost) {
    EventBlock block = poll(atMost);
    if (block == null) {
      throw new AssertionError(
          reader.ended() ? "the stream has ended" : "no block within " + atMost);
    }
    return block;
  }

  /** The stream's first block: where it starts and when to come back, and nothing to dispatch. */
  EventBlock first() {
    assertThat(head().status()).isEqualTo(200);
    EventBlock first = next();
    assertThat(first.isEvent()).as(first.raw()).isFalse();
    assertThat(first.id()).as(first.raw()).isNotNull();
    assertThat(first.retry()).as(first.raw()).isBetween(2000L, 5000L);
    return first;
  }

  /** Reads until so many comments have come in all, and no block. */
  void awaitComments(int count) {
    var deadline = Deadline.in(PATIENCE);
    while (parser.comments() < count) {
      read(deadline);
      deadline.check("a comment");
    }
    assertThat(blocks).isEmpty();
  }

  /** The next block that an {@code EventSource} dispatches. */
  EventBlock nextEvent() {
    var deadline = Deadline.in(PATIENCE);
    while (true) {
      EventBlock block = next(deadline.left());
      if (block.isEvent()) {
        return block;
      }
      deadline.check("an event");
    }
  }

  /** The next events, none of them the service's own. */
  List<EventBlock> events(int count) {
    List<EventBlock> events = new ArrayList<>();
    while (events.size() < count) {
      EventBlock event = nextEvent();
      assertThat(event.isFromService()).as(event.raw()).isFalse();
      events.add(event);
    }
    return events;
  }

  /** All that comes until the stream's clean end. */
  List<EventBlock> untilEnd(Duration atMost) {
    var deadline = Deadline.in(atMost);
    List<EventBlock> all = new ArrayList<>();
    while (true) {
      EventBlock block = poll(deadline.left());
      if (block != null) {
        all.add(block);
      } else if (reader.ended()) {
        parser.end();
        assertThat(connection.hasLeftOver()).as("bytes after the end").isFalse();
        return all;
      } else {
        deadline.check("the stream's end");
      }
    }
  }

  List<EventBlock> untilEnd() {
    return untilEnd(PATIENCE);
  }

  /** After the stream's end: whether the server closes the connection as well. */
  boolean closedByServer(Duration atMost) {
    var deadline = Deadline.in(atMost);
    var after = new StrictHttpReader(false, (bytes, offset, length) -> {});
    while (!deadline.passed()) {
      switch (connection.read(after, deadline.left())) {
        case CLOSED -> {
          return true;
        }
        case BYTES -> throw new ProtocolViolation("bytes after the stream's end");
        case NOTHING_YET -> {}
      }
    }
    return false;
  }

  /** Whether the server drops the connection, politely or not, whatever it still sends before. */
  boolean cutOff(Duration atMost) {
    var deadline = Deadline.in(atMost);
    try {
      while (!deadline.passed()) {
        if (reader.ended()) {
          return true;
        }
        if (connection.read(reader, deadline.left()) == RawConnection.Input.CLOSED) {
          return true;
        }
      }
      return false;
    } catch (UncheckedIOException e) {
      // reset by the server
      return true;
    }
  }

  void send(byte[] bytes) {
    connection.write(bytes);
  }

  /** Goes away as a closed browser tab does. */
  void leave() {
    connection.close();
  }

  /** Goes away as a crashed machine does that is up again. */
  void reset() {
    connection.reset();
  }

  /** Reads once; fails where the server closes the connection inside the response. */
  private boolean read(Deadline deadline) {
    return switch (connection.read(reader, deadline.left())) {
      case BYTES -> true;
      case NOTHING_YET -> false;
      case CLOSED -> {
        reader.endOfInput();
        yield true;
      }
    };
  }

  @Override
  public void close() {
    connection.close();
  }
}
