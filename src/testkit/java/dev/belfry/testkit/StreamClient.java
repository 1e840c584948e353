package dev.belfry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belfry.testkit.StrictHttpReader.Head;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * An open stream, read by the calling thread and only then. Whatever it reads goes through the
 * strict readers, so that every test is also one of framing and form.
 */
public final class StreamClient implements AutoCloseable {
  /** How long a test waits for what must come. */
  public static final Duration PATIENCE = Duration.ofSeconds(15);

  private final RawConnection connection;
  private final StrictHttpReader reader;
  private final StrictEventStreamParser parser;
  private final Deque<EventBlock> blocks = new ArrayDeque<>();

  /** On a connection on which the request is sent already. */
  public StreamClient(RawConnection connection, boolean toHead) {
    this(connection, toHead, false);
  }

  private StreamClient(RawConnection connection, boolean toHead, boolean commentsExpected) {
    this.connection = connection;
    this.parser = new StrictEventStreamParser(commentsExpected);
    this.reader = new StrictHttpReader(toHead, this::body);
  }

  public static StreamClient open(RawConnection connection, RawRequest request) {
    connection.write(request.bytes());
    boolean commentsExpected = request.target().contains("checkpoints=false"); // and never else
    return new StreamClient(connection, request.method().equals("HEAD"), commentsExpected);
  }

  private void body(byte[] bytes, int offset, int length) {
    require(
        reader.head().values("Content-Type").equals(List.of("text/event-stream")),
        () -> "no stream: " + reader.head() + " " + new String(bytes, offset, length, UTF_8));
    blocks.addAll(parser.feed(bytes, offset, length));
  }

  public Head head() {
    var deadline = Deadline.in(PATIENCE);
    while (!reader.headRead()) {
      read(deadline);
      deadline.check("the response's head");
    }
    return reader.head();
  }

  /** Whether a single byte of a response has come. */
  public boolean answered() {
    return !reader.untouched();
  }

  /** The next block, or null where none came in time or the stream has ended cleanly. */
  public @Nullable EventBlock poll(Duration atMost) {
    var deadline = Deadline.in(atMost);
    while (blocks.isEmpty() && !reader.ended()) {
      if (!read(deadline) && deadline.passed()) {
        return null;
      }
    }
    return blocks.poll();
  }

  public EventBlock next() {
    return next(PATIENCE);
  }

  public EventBlock next(Duration atMost) {
    EventBlock block = poll(atMost);
    if (block == null) {
      throw new AssertionError(
          reader.ended() ? "the stream has ended" : "no block within " + atMost);
    }
    return block;
  }

  /** The stream's first block: where it starts and when to come back, and nothing to dispatch. */
  public EventBlock first() {
    require(head().status() == 200, () -> head().toString());
    EventBlock first = next();
    require(!first.isEvent(), () -> "an event where the first block is due: " + first.raw());
    first.requiredId();
    long retry = first.requiredRetry();
    require(2_000 <= retry && retry <= 5_000, first::raw);
    return first;
  }

  /** Reads until so many comments have come in all, and no block. */
  public void awaitComments(int count) {
    var deadline = Deadline.in(PATIENCE);
    while (parser.comments() < count) {
      read(deadline);
      deadline.check("a comment");
    }
    require(blocks.isEmpty(), () -> "blocks besides: " + blocks);
  }

  /** The next block that an {@code EventSource} dispatches. */
  public EventBlock nextEvent() {
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
  public List<EventBlock> events(int count) {
    List<EventBlock> events = new ArrayList<>();
    while (events.size() < count) {
      EventBlock event = nextEvent();
      require(!event.isFromService(), () -> "the service's own event: " + event.raw());
      events.add(event);
    }
    return events;
  }

  /** All that comes until the stream's clean end. */
  public List<EventBlock> untilEnd(Duration atMost) {
    var deadline = Deadline.in(atMost);
    List<EventBlock> all = new ArrayList<>();
    while (true) {
      EventBlock block = poll(deadline.left());
      if (block != null) {
        all.add(block);
      } else if (reader.ended()) {
        parser.end();
        require(!connection.hasLeftOver(), () -> "bytes after the end");
        return all;
      } else {
        deadline.check("the stream's end");
      }
    }
  }

  public List<EventBlock> untilEnd() {
    return untilEnd(PATIENCE);
  }

  /** After the stream's end: whether the server closes the connection as well. */
  public boolean closedByServer(Duration atMost) {
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
  public boolean cutOff(Duration atMost) {
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

  public void send(byte[] bytes) {
    connection.write(bytes);
  }

  /** Goes away as a closed browser tab does. */
  public void leave() {
    connection.close();
  }

  /** Goes away as a crashed machine does that is up again. */
  public void reset() {
    connection.reset();
  }

  private static void require(boolean condition, Supplier<String> failure) {
    if (!condition) {
      throw new ProtocolViolation(failure.get());
    }
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
