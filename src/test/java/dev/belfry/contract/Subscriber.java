package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.EventBlock;
import dev.belfry.testkit.StrictEventStreamParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One reader of a stream, which reads on in a thread of its own. */
final class Subscriber implements AutoCloseable {

  private static final int DEADLINE_SECONDS = 10;

  /** Something that arrived. */
  sealed interface Item {}

  /** Lines up to a blank one. */
  record Block(
      @Nullable String id, @Nullable String event, @Nullable String retry, List<String> data)
      implements Item {

    private static Block of(EventBlock block) {
      Long retry = block.retry();
      String data = block.data();
      return new Block(
          block.id(),
          block.event(),
          retry == null ? null : retry.toString(),
          data == null ? List.of() : List.of(data.split("\n", -1)));
    }

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
    var parser = new StrictEventStreamParser();
    var buffer = new byte[8_192];
    try {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        parser.feed(buffer, 0, read).forEach(block -> items.add(Block.of(block)));
      }
      parser.end();
      items.add(new End(null));
    } catch (IOException | AssertionError e) {
      items.add(new End(e));
    }
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
