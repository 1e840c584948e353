package dev.belfry.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.fanout.SteppedFanOut;
import dev.belfry.log.LogFixture;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When a node is to be started again, and when it only has nothing to do. */
final class VitalsTest {

  private final SteppedFanOut stepped = new SteppedFanOut(new LogFixture(10));
  private final AtomicReference<Duration> tailer = new AtomicReference<>(Duration.ZERO);
  private final AtomicReference<Duration> store = new AtomicReference<>(Duration.ZERO);
  private final AtomicBoolean logBroken = new AtomicBoolean();
  private final AtomicBoolean storeBroken = new AtomicBoolean();
  private final Vitals vitals =
      new Vitals(stepped.fanOut()::age, tailer::get, store::get, logBroken::get, storeBroken::get);

  @Test
  void workersThatSleep_areWell() {
    stepped.pass(Duration.ofDays(1));
    assertThat(vitals.faults()).isEmpty();
    stepped.pass(Duration.ofDays(1));
    assertThat(vitals.faults()).isEmpty();
  }

  @Test
  void aWorkerThatDoesNotAnswer_isAFault_onceItHadTheTime() {
    stepped.pass(Duration.ofDays(1));
    assertThat(vitals.faults()).isEmpty();
    stepped.hang(Vitals.MAX_AGE);
    assertThat(vitals.faults()).isEmpty();
    stepped.hang(Duration.ofSeconds(1));
    assertThat(vitals.faults()).containsExactly("nothing was seen of its workers for 61 s");
    stepped.step();
    assertThat(vitals.faults()).isEmpty();
  }

  @Test
  void whatIsOldOrBroken_isNamed() {
    tailer.set(Vitals.MAX_AGE.plusSeconds(1));
    assertThat(vitals.faults()).singleElement().asString().contains("tailer");
    tailer.set(Vitals.MAX_AGE);
    store.set(Vitals.MAX_AGE.plusSeconds(1));
    assertThat(vitals.faults()).singleElement().asString().contains("store");
    logBroken.set(true);
    storeBroken.set(true);
    assertThat(vitals.faults()).hasSize(3);
  }
}
