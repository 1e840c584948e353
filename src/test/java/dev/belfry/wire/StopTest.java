package dev.belfry.wire;

import static dev.belfry.wire.EventStreamContract.assertShed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Deadline;
import dev.belfry.testkit.Ports;
import dev.belfry.testkit.ProtocolViolation;
import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.RawRequest;
import dev.belfry.testkit.ServiceProcess;
import dev.belfry.testkit.StreamClient;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that starts or stops sends no status that would end an {@code EventSource} for good: a
 * stream is opened, or shed, or the connection is closed without a word.
 */
final class StopTest {

  private static final RawRequest STREAM = RawRequest.stream("/topics/a/events");

  /** So many answers are awaited before the service is stopped. */
  private static final int ANSWERED_AFTER_THE_START = 20;

  /** Between two attempts to connect, in nanoseconds. */
  private static final long PACE = 1_000_000;

  @Test
  void aRequestThatHasComeInPart_isStillAnswered() throws Exception {
    byte[] bytes = STREAM.bytes();
    int part = 20; // in the middle of the first line
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        RunningService service = RunningService.start();
        RawConnection half = RawConnection.to(service.port())) {
      half.write(bytes, 0, part);
      assertThat(service.subscribers("a")).as("what came later is answered").isZero();
      Future<?> stopped = executor.submit(service::stop);
      awaitRefusal(service.port());
      half.write(bytes, part, bytes.length - part);
      try (StreamClient stream = new StreamClient(half, false)) {
        assertThat(stream.head().status()).isEqualTo(200);
        assertThat(stream.head().values("Connection")).containsExactly("close");
        assertShed(stream.untilEnd(), Set.of("shutdown"));
      }
      stopped.get(20, TimeUnit.SECONDS);
    }
  }

  /**
   * Waits until no connection is accepted any more. One that is on its way while the door closes is
   * reset by the kernel.
   */
  private static void awaitRefusal(int port) {
    Deadline deadline = Deadline.in(StreamClient.PATIENCE);
    while (true) {
      deadline.check("the end of accepting");
      try {
        RawConnection.to(port).close();
      } catch (UncheckedIOException e) {
        if (e.getCause() instanceof ConnectException) {
          return;
        }
      }
    }
  }

  @Test
  void startAndStop_sendNoErrorStatus(@TempDir Path folder) throws Exception {
    int port = Ports.usual().free();
    AtomicInteger answered = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> fresh = executor.submit(() -> ask(port, answered, over, false));
      Future<?> kept = executor.submit(() -> ask(port, answered, over, true));
      try (ServiceProcess service = ServiceProcess.start(port, folder)) {
        Deadline deadline = Deadline.in(StreamClient.PATIENCE);
        while (answered.get() < ANSWERED_AFTER_THE_START) {
          deadline.check("answers");
        }
        service.terminate();
        assertThat(service.exitCode(20_000)).isZero();
      } finally {
        over.set(true);
      }
      fresh.get(20, TimeUnit.SECONDS);
      kept.get(20, TimeUnit.SECONDS);
    }
  }

  /**
   * Asks from before the service is there until it is gone, on one connection as long as it is
   * kept, or on a new one each time. A connection that ends without an answer is no error.
   */
  private static void ask(int port, AtomicInteger answered, AtomicBoolean over, boolean keep) {
    while (!over.get()) {
      RawConnection connection;
      try {
        connection = RawConnection.to(port);
      } catch (UncheckedIOException e) {
        LockSupport.parkNanos(PACE); // it is not there yet, or not any more
        continue;
      }
      try (connection) {
        do {
          assertThat(status(connection, keep)).as("answer %d", answered.get()).isEqualTo(200);
          answered.incrementAndGet();
        } while (keep && !over.get());
      } catch (UncheckedIOException | ProtocolViolation e) {
        assertThat(String.valueOf(e.getMessage())).as("half an answer").doesNotContain("HTTP/1.1");
      }
    }
  }

  /** The status of an answer that leaves the connection open, or of a stream's beginning. */
  private static int status(RawConnection connection, boolean keep) {
    if (keep) {
      RawRequest look = RawRequest.plain("GET", "/topics/a");
      return connection.exchange(look, StreamClient.PATIENCE).head().status();
    }
    return StreamClient.open(connection, STREAM).head().status();
  }
}
