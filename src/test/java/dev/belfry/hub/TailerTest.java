package dev.belfry.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.log.LogFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is retained for how long, when the clock that events are stamped with jumps. */
final class TailerTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LogFixture fixture = new LogFixture(100); // keeps events for an hour
  private final InstantSource steady = HubConfiguration.steady(LogFixture.NOON, nanos::get);
  private final Tailer tailer = new Tailer(fixture.log, steady, position -> {});
  private long position;

  @AfterEach
  void close() {
    tailer.close();
  }

  private void publish(Instant publishedAt) {
    position++;
    tailer.appended(List.of(LogFixture.event(position, "a", "1", true, publishedAt)));
  }

  private void goOn(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    fixture.log.trim(steady.instant());
  }

  private int frames() {
    return fixture.log.size().frames();
  }

  @Test
  void aClockThatJumpsAhead_makesNothingOld() {
    tailer.start();
    publish(LogFixture.NOON);
    publish(LogFixture.NOON.plus(Duration.ofDays(400)));
    goOn(Duration.ofMinutes(59));
    assertThat(frames()).isEqualTo(2);
    goOn(Duration.ofMinutes(2));
    assertThat(frames()).isZero();
  }

  @Test
  void aClockThatJumpsBack_makesNothingOld_andNothingStay() {
    tailer.start();
    publish(LogFixture.NOON);
    publish(LogFixture.NOON.minus(Duration.ofDays(400)));
    goOn(Duration.ofMinutes(30));
    publish(LogFixture.NOON.minus(Duration.ofDays(400)));
    goOn(Duration.ofMinutes(31));
    assertThat(frames()).isEqualTo(1);
    goOn(Duration.ofMinutes(30));
    assertThat(frames()).isZero();
  }

  @Test
  void whatWasThereAtTheStart_isAsOldAsItSays() {
    publish(LogFixture.NOON.minus(Duration.ofMinutes(61)));
    assertThat(frames()).isZero();
    publish(LogFixture.NOON.minus(Duration.ofMinutes(30)));
    publish(LogFixture.NOON.plus(Duration.ofDays(400))); // of a clock that was wrong
    publish(LogFixture.NOON.minus(Duration.ofMinutes(20))); // and was set back
    tailer.start();
    goOn(Duration.ofMinutes(31));
    assertThat(frames()).isEqualTo(2);
    goOn(Duration.ofMinutes(30));
    assertThat(frames()).isZero();
  }
}
