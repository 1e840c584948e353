package dev.belfry.wire;

import static dev.belfry.wire.EventStreamContract.assertClose;
import static dev.belfry.wire.EventStreamContract.assertShed;
import static dev.belfry.wire.RunningService.eventsOf;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.belfry.testkit.Deadline;
import dev.belfry.testkit.EventBlock;
import dev.belfry.testkit.ProtocolViolation;
import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.RawRequest;
import dev.belfry.testkit.StreamClient;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers and publishers see of a service that is being stopped. */
final class DrainTest {
  private static final int READERS = 300;
  private static final String TOPIC = "news";

  /** The window of the services here, and a few seconds for a busy machine. */
  private static final Duration WINDOW = Duration.ofSeconds(2 + 6);

  private final List<StreamClient> streams = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"socket", "emitter"})
  void stop_endsEveryStreamPolitelyWithinItsWindow(String transport) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        RunningService service = start(transport)) {
      String last = openStreams(service);

      var deadline = Deadline.in(WINDOW);
      Future<?> stopped = executor.submit(service::stop);
      Set<Long> retries = new HashSet<>();
      for (StreamClient stream : streams) {
        List<EventBlock> blocks = stream.untilEnd(deadline.left());
        EventBlock close = blocks.getLast();
        assertClose(close, "shutdown");
        retries.add(close.requiredRetry());
        // nothing twice, nothing but what was published
        assertThat(blocks.stream().filter(EventBlock::isEvent).map(EventBlock::id))
            .containsExactly(last, null);
      }
      stopped.get(deadline.left().toMillis(), MILLISECONDS);

      assertThat(retries).as("a herd").hasSizeGreaterThan(READERS / 10);
    } finally {
      streams.forEach(StreamClient::close);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "emitter"})
  void stop_shedsNewReadersAndTakesPublishesUntilTheStreamsHaveEnded(String transport)
      throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        RunningService service = start(transport);
        RawConnection full = RawConnection.to(service.port(), 4096)) {
      openStreams(service);
      stall(full, service);

      var deadline = Deadline.in(WINDOW);
      Future<?> stopped = executor.submit(service::stop);
      awaitFirstClose(deadline);
      var open = new ArrayDeque<>(streams.subList(1, streams.size()));
      int accepted = 0;
      while (!open.isEmpty()) {
        deadline.check("the end of " + open.size() + " streams");
        if (accepts(service)) {
          accepted++;
        } else {
          open.removeIf(stream -> closeSeen(stream, Duration.ZERO));
          assertThat(open).as("streams that outlive the publishers' access").isEmpty();
        }
        subscribeWhileDraining(service, deadline);
        open.removeIf(stream -> closeSeen(stream, Duration.ZERO));
        if (!open.isEmpty() && closeSeen(open.getFirst(), Duration.ofMillis(20))) {
          open.removeFirst();
        }
      }
      stopped.get(15, SECONDS);

      assertThat(accepted).as("publishes while a stream was open").isPositive();
    } finally {
      streams.forEach(StreamClient::close);
    }
  }

  private static RunningService start(String transport) {
    return RunningService.start(
        "belfry.streams.drain-window=2s",
        "belfry.streams.heartbeat=15s",
        "belfry.streams.transport=" + transport);
  }

  /** Opens the streams, publishes one event that all of them get, and returns its id. */
  private String openStreams(RunningService service) {
    for (int i = 0; i < READERS; i++) {
      streams.add(service.subscribe(eventsOf(TOPIC)));
    }
    streams.forEach(StreamClient::first);
    service.awaitSubscribers(TOPIC, READERS);
    return service.publish(TOPIC, "\"last orders\"").id();
  }

  /**
   * Opens a stream that reads nothing: it cannot be told of its end, and takes the whole window.
   */
  private static void stall(RawConnection connection, RunningService service) {
    connection.write(RawRequest.stream(eventsOf("unread")).bytes());
    service.awaitSubscribers("unread", 1);
    String large = '"' + "x".repeat(60_000) + '"';
    for (int i = 0; i < 20; i++) {
      service.publish("unread", large);
    }
  }

  /** Waits until the first of the streams is closed; which one it is, is the service's choice. */
  private void awaitFirstClose(Deadline deadline) {
    while (true) {
      deadline.check("the first stream's end");
      for (int i = 0; i < streams.size(); i++) {
        if (closeSeen(streams.get(i), i == 0 ? Duration.ofMillis(20) : Duration.ZERO)) {
          // the first in the list is the one that is known to be closed
          streams.addFirst(streams.remove(i));
          return;
        }
      }
    }
  }

  private static boolean closeSeen(StreamClient stream, Duration atMost) {
    for (EventBlock block = stream.poll(atMost); block != null; block = stream.poll(atMost)) {
      if ("stream.close".equals(block.event())) {
        assertClose(block, "shutdown");
        return true;
      }
    }
    return false;
  }

  private static boolean accepts(RunningService service) {
    try {
      HttpResponse<String> response = service.post(eventsOf(TOPIC), "application/json", "1");
      if (response.statusCode() != 201) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        return false;
      }
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Shed politely, or refused by TCP, but never given an error that ends an EventSource. */
  private static void subscribeWhileDraining(RunningService service, Deadline deadline) {
    StreamClient stream;
    try {
      stream = service.subscribe(eventsOf(TOPIC));
    } catch (UncheckedIOException e) {
      return;
    }
    try (stream) {
      List<EventBlock> blocks;
      try {
        blocks = stream.untilEnd(deadline.left());
      } catch (UncheckedIOException | ProtocolViolation e) {
        if (stream.answered()) {
          fail("given half an answer", e);
        }
        return;
      }
      assertThat(stream.head().status()).isEqualTo(200);
      assertShed(blocks, Set.of("shutdown", "overloaded"));
    }
  }
}
