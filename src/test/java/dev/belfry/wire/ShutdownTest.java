package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ports;
import dev.belfry.testkit.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM with many streams open, and what their clients find when they come back. */
final class ShutdownTest {

  /** What a process here may open, less what else it needs. */
  private static final int STREAMS = 10_000;

  /** The drain window, and as much again for a busy machine to start and stop a process. */
  private static final Duration WITHIN = Duration.ofSeconds(20);

  @Test
  void sigterm_tellsEveryStream_exitsWithZero_andTheNextStartTellsTheGap(@TempDir Path folder)
      throws Exception {
    int port = Ports.usual().free();
    try (ServiceProcess service = ServiceProcess.start(port, folder);
        ManyStreams streams = ManyStreams.open(port, "/topics/a/events", STREAMS)) {
      service.terminate();
      streams.await(WITHIN, () -> streams.ended() == STREAMS);
      assertThat(streams.received())
          .allSatisfy(text ->
              assertThat(text)
                  .contains("event: stream.close\ndata: {\"reason\":\"shutdown\"}\n\n")
                  .containsPattern("retry: \\d+\nevent: stream.close")
                  .endsWith("\r\n0\r\n\r\n"));
      assertThat(service.exitCode(WITHIN.toMillis())).isZero();
      assertThat(service.log()).contains("Drained: " + STREAMS + " streams ended");

      String first = streams.received().getFirst();
      String id = first.replaceAll("(?s).*?\nid: (\\S+)\n\n.*", "$1");
      try (ServiceProcess next = ServiceProcess.start(port, folder);
          ManyStreams back = ManyStreams.open(port, "/topics/a/events?lastEventId=" + id, 1)) {
        back.await(WITHIN, () -> back.received().getFirst().contains("stream.gap"));
        assertThat(back.received().getFirst())
            .contains("\"reason\":\"epoch\",\"requested\":\"" + id + "\"");
        assertThat(next.log()).doesNotContain("ERROR");
      }
    }
  }
}
