package dev.belfry.wire;

import static dev.belfry.testkit.StreamClient.PATIENCE;
import static dev.belfry.wire.RunningService.eventsOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.RawRequest;
import dev.belfry.testkit.StreamClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The taken-over socket, which sees a departure itself and stalls for nobody. */
final class SocketStreamContractTest extends EventStreamContract {
  @Override
  String transport() {
    return "socket";
  }

  /** So long that no departure is found by one. */
  @Override
  String heartbeat() {
    return "15s";
  }

  /** Promised is a second; the rest is for a busy machine, and far from a heartbeat. */
  @Override
  Duration departureNoticedWithin() {
    return Duration.ofSeconds(3);
  }

  @Override
  boolean cutsOffTheTalkative() {
    return true;
  }

  @Test
  void stalledReader_isCutOffAfterTheTimeout() {
    RunningService service = service("belfry.streams.stall-timeout=1s");
    String topic = topic();
    String filler = "\"" + "x".repeat(60_000) + "\"";
    try (RawConnection small = RawConnection.to(service.port(), 4096);
        StreamClient stalled = StreamClient.open(small, RawRequest.stream(eventsOf(topic)));
        StreamClient idle = service.subscribe(eventsOf(topic()))) {
      stalled.first();
      idle.first();
      for (int n = 0; n < 150; n++) {
        service.publish(topic, filler);
      }

      service.awaitSubscribers(topic, 0);
      assertThat(stalled.cutOff(PATIENCE)).isTrue();
      // a reader with nothing to read does not stall
      assertThat(idle.poll(Duration.ZERO)).isNull();
    }
  }
}
