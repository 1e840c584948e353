package dev.belfry.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadSignalTest {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** Longer than any test: who waits so long was not told. */
  private static final Duration TOO_LONG = Duration.ofHours(1);

  private final AtomicLong head = new AtomicLong();
  private final HeadSignal signal = new HeadSignal(head::get);

  @Test
  void await_ofWhatIsThere_returnsAtOnce() {
    head.set(3);
    assertThat(signal.await(3, Duration.ZERO)).isTrue();
    assertThat(signal.await(2, Duration.ZERO)).isTrue();
  }

  @Test
  void await_ofWhatDoesNotCome_ends() {
    assertThat(signal.await(1, Duration.ZERO)).isFalse();
    assertThat(signal.await(1, Duration.ofMillis(1))).isFalse();
    assertThat(signal.waiting()).isZero();
  }

  /** Nobody is told too little, whichever way the head and those who wait for it meet. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void await_whileTheHeadMoves_missesNoMove(int readers) throws Exception {
    int last = 20_000;
    List<FutureTask<Boolean>> all = new ArrayList<>();
    for (int reader = 0; reader < readers; reader++) {
      FutureTask<Boolean> reads = new FutureTask<>(() -> reads(last));
      Thread.ofVirtual().start(reads);
      all.add(reads);
    }
    for (long position = 1; position <= last; position++) {
      head.set(position);
      signal.moved();
    }
    for (FutureTask<Boolean> reached : all) {
      assertThat(reached.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    assertThat(signal.waiting()).isZero();
  }

  private boolean reads(long last) {
    boolean reached = true;
    for (long position = 1; position <= last; position++) {
      reached &= signal.await(position, TOO_LONG);
    }
    return reached;
  }
}
