package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thousand clients that are gone from one moment to the next. */
final class VanishingTest {

  private static final int CLIENTS = 1_000;

  /**
   * A taken-over socket says so itself; Spring learns it from a write that fails, the second one
   * after the client has gone.
   */
  @ParameterizedTest
  @CsvSource({"socket, 15s, 1000", "emitter, 1s, 2000"})
  void vanishedClients_areGoneFromTheRegistry_andLeaveNoDescriptor(
      String transport, String heartbeat, int millis) throws Exception {
    try (RunningService service =
        RunningService.start(
            "belfry.streams.transport=" + transport, "belfry.streams.heartbeat=" + heartbeat)) {
      long before = openFiles();
      long begin;
      try (ManyStreams streams = ManyStreams.open(service.port(), "/topics/a/events", CLIENTS)) {
        service.awaitSubscribers("a", CLIENTS);
        assertThat(streams.ended()).isZero();
        assertThat(openFiles()).isGreaterThan(before + CLIENTS);
      }
      begin = System.nanoTime();
      // the promise, and half as much again for a busy machine to look
      await()
          .atMost(Duration.ofMillis(millis * 3 / 2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> service.subscribers("a") == 0);
      System.out.printf(
          "%s: %d clients gone after %d ms%n",
          transport, CLIENTS, (System.nanoTime() - begin) / 1_000_000);
      await().atMost(Duration.ofSeconds(10)).until(() -> openFiles() <= before + 20);
    }
  }

  private static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }
}
