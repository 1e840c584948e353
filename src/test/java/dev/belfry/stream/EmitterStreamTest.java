package dev.belfry.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.fanout.SteppedFanOut;
import dev.belfry.fanout.Subscription;
import dev.belfry.hub.Seat;
import dev.belfry.hub.SeatFixture;
import dev.belfry.log.LogFixture;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

final class EmitterStreamTest {

  /**
   * The request's thread has opened the subscription, and loses its core before it can say so to
   * the stream. The worker writes, finds the stream full, and asks for a wake-up; the send ends,
   * and there is nobody to tell. The wake-up comes when the stream is told whom it carries.
   */
  @Test
  void aWakeUpThatComesBeforeTheStreamKnowsItsSubscription_isNotLost() {
    LogFixture fixture = new LogFixture(1000);
    SteppedFanOut stepped = new SteppedFanOut(fixture);
    for (int i = 0; i < 300; i++) {
      fixture.publish("a");
    }
    ArrayDeque<Runnable> sends = new ArrayDeque<>();
    Seat seat = new SeatFixture().seatAfter(stepped, "a", "e-0");
    StreamEmitter emitter = new StreamEmitter(seat);
    EmitterStream stream = new EmitterStream(emitter, sends::add);
    Subscription subscription = seat.open(stream);
    stepped.step(); // a first batch is under way, and for the second the stream is full
    sends.remove().run();
    stepped.step();
    assertThat(sends).as("nobody was told").isEmpty();
    stream.carries(subscription);
    for (int writes = 0; writes < 100 && stepped.fanOut().counts().delivered() < 300; writes++) {
      stepped.step();
      sends.remove().run();
    }
    assertThat(stepped.fanOut().counts().delivered()).isEqualTo(300);
  }

  /** What waits for a reader that does not read is bounded, however large the frames are. */
  @Test
  void oneSend_isBounded_andTheRestIsTornCleanly() throws Exception {
    Seat seat = new SeatFixture().seat(new SteppedFanOut(new LogFixture(1)), "a");
    EmitterStream stream = new EmitterStream(new StreamEmitter(seat));
    ByteBuffer control = ByteBuffer.allocate(10_000);
    ByteBuffer frame = ByteBuffer.allocateDirect(400_000);
    assertThat(stream.write(new ByteBuffer[] {control, frame}, 2)).isEqualTo(16 * 1024);
    assertThat(control.remaining()).isZero();
    assertThat(frame.remaining()).isEqualTo(400_000 - (16 * 1024 - 10_000));
    assertThat(frame.limit()).isEqualTo(400_000);
  }
}
