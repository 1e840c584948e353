package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A configuration that cannot be meant stops the start, and a few lines say what to change. */
@ExtendWith(OutputCaptureExtension.class)
final class BadConfigurationTest {

  /** With a heading, blank lines, description and advice. */
  private static final int MOST_LINES = 16;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // keys that choose
        "belfry.store=redis | belfry.store is \"redis\"; it may be memory or file.",
        "belfry.streams.transport=websocket | belfry.streams.transport is \"websocket\"; it may be"
            + " socket or emitter.",
        "server.forward-headers-strategy=always | server.forward-headers-strategy is \"always\"; it"
            + " may be native or framework or none.",
        "belfry.store=file | belfry.file.directory is not set, and belfry.store=file needs it",
        "belfry.publish.open=perhaps | belfry.publish.open is \"perhaps\"; it may be true or"
            + " false.",
        // what cannot be read
        "belfry.streams.heartbeat=soon | belfry.streams.heartbeat is \"soon\"; it may be a time"
            + " such as 500ms, 15s, 5m, 24h or 7d, from 10ms to 1h.",
        "belfry.limits.event-size=huge | belfry.limits.event-size is \"huge\"; it may be a size"
            + " such as 500B, 64KB, 16MB or 1GB, from 1B to 64MB.",
        "belfry.limits.topics=99999999999 | belfry.limits.topics is \"99999999999\"; it may be a"
            + " whole number, from 1 to 10000000.",
        "server.tomcat.max-connections=many | server.tomcat.max-connections is \"many\"; it may be"
            + " a whole number.",
        // what makes no sense
        "belfry.streams.lifetime=999999d | belfry.streams.lifetime is 999999d; it may be 1s to"
            + " 365d.",
        "belfry.limits.streems=5 | belfry.limits.streems is no key; the nearest is"
            + " belfry.limits.streams.",
      })
  void badValue_stopsTheStart_andIsToldInAFewLines(
      String setting, String told, CapturedOutput output) {
    Throwable failure = catchThrowable(() -> Service.start("--" + setting).close());
    assertThat(failure).as("start with %s", setting).isNotNull();
    assertThat(output.getAll())
        .contains("APPLICATION FAILED TO START", told)
        .doesNotContain("\tat ", "Exception", "Parameter 0", "required a bean");
    assertThat(output.getAll().strip().lines()).hasSizeLessThan(MOST_LINES);
  }

  @Test
  void badValue_isToldWithItsPlace(CapturedOutput output) {
    assertThat(catchThrowable(() -> Service.start("--belfry.streams.lifetime=999999d").close()))
        .isNotNull();
    assertThat(output).contains("belfry.streams.lifetime is set by", "commandLineArgs");
  }
}
