package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a stream. Reads it to the letter of the contract, which is narrower than a browser:
 * lines end in LF, fields are the four known ones, one space follows each colon, ids look like ids.
 */
final class Subscriber implements AutoCloseable {

  private static final int DEADLINE_SECONDS = 10;

  /** Something that arrived. */
  sealed interface Item {}

  /** Lines up to a blank one. */
  record Block(
      @Nullable String id, @Nullable String event, @Nullable String retry, List<String> data)
      implements Item {

    /** The data as a page gets it. */
    String text() {
      return String.join("\n", data);
    }
  }

  /** The stream's end: by the server without a fault, or with one. */
  private record End(@Nullable Throwable fault) implements Item {}

  private final Answer head;
  private final InputStream body;
  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private final Block first;

  /** Starts to read; waits for the first block. */
  Subscriber(Answer head, InputStream body) {
    this.head = head;
    this.body = body;
    Thread.ofVirtual().name("subscriber").start(this::read);
    first = next();
  }

  Answer head() {
    return head;
  }

  /** The block every stream begins with. */
  Block first() {
    return first;
  }

  /** The next block of any kind, in time. */
  Block next() {
    return switch (take()) {
      case Block block -> block;
      case End(Throwable fault) -> throw new AssertionError("the stream has ended", fault);
    };
  }

  /** The next block that a page gets to see, in time. */
  Block nextEvent() {
    while (true) {
      Block block = next();
      if (!block.data().isEmpty()) {
        return block;
      }
    }
  }

  List<Block> nextEvents(int count) {
    List<Block> events = new ArrayList<>();
    while (events.size() < count) {
      events.add(nextEvent());
    }
    return events;
  }

  /** The next event's data, and a check that it is not one of the service's own. */
  String nextText() {
    Block block = nextEvent();
    assertThat(String.valueOf(block.event())).doesNotStartWith("stream.");
    return block.text();
  }

  /** Checks that the server ends the stream now, cleanly. */
  void expectEnd() {
    assertThat(take()).isEqualTo(new End(null));
  }

  private Item take() {
    try {
      Item item = items.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (item == null) {
        throw new AssertionError("nothing arrived in " + DEADLINE_SECONDS + " s");
      }
      return item;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void read() {
    try {
      List<String> lines = new ArrayList<>();
      for (String line = readLine(); line != null; line = readLine()) {
        if (line.isEmpty()) {
          items.add(block(lines));
          lines.clear();
        } else {
          lines.add(line);
        }
      }
      assertThat(lines).as("lines of a torn block").isEmpty();
      items.add(new End(null));
    } catch (IOException | AssertionError e) {
      items.add(new End(e));
    }
  }

  private @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = body.read(); b != '\n'; b = body.read()) {
      if (b < 0) {
        assertThat(line.size()).as("bytes of a torn line").isZero();
        return null;
      }
      assertThat(b).as("byte in a line").isNotIn((int) '\r', 0);
      line.write(b);
    }
    return Answer.text(line.toByteArray());
  }

  private static Block block(List<String> lines) {
    String id = null;
    String event = null;
    String retry = null;
    List<String> data = new ArrayList<>();
    assertThat(lines).as("lines of a block").isNotEmpty();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      assertThat(colon).as("colon and space in the line: %s", line).isPositive();
      String value = line.substring(colon + 2);
      switch (line.substring(0, colon)) {
        case "id" -> {
          assertThat(id).as("an id before %s", line).isNull();
          assertThat(value).matches(Answer.ID).hasSizeLessThanOrEqualTo(40);
          id = value;
        }
        case "event" -> {
          assertThat(event).as("a type before %s", line).isNull();
          assertThat(value).matches("\\P{Cc}{1,128}").isNotIn("open", "error");
          event = value;
        }
        case "retry" -> {
          assertThat(retry).as("a retry before %s", line).isNull();
          assertThat(value).matches("[0-9]+");
          retry = value;
        }
        case "data" -> data.add(value);
        default -> throw new AssertionError("unknown field: " + line);
      }
    }
    return new Block(id, event, retry, List.copyOf(data));
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
