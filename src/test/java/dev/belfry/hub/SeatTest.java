package dev.belfry.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.fanout.EventStream;
import dev.belfry.fanout.SteppedFanOut;
import dev.belfry.log.LogFixture;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A seat is given back once, and with it what the log keeps for its stream. */
final class SeatTest {

  private final LogFixture fixture = new LogFixture(10);
  private final SteppedFanOut stepped = new SteppedFanOut(fixture);
  private final SeatFixture seats = new SeatFixture();

  @Test
  void aSeatThatIsNeverOpened_leavesNoTopicBehind() {
    Seat seat = seats.seat(stepped, "a");
    assertThat(fixture.log.topics()).hasSize(1);
    seat.release();
    seat.release();
    assertThat(seats.taken).hasValue(0);
    assertThat(fixture.log.topics()).isEmpty();
  }

  /**
   * There was no memory for the subscription, say: then no worker would ever give the seat back.
   */
  @Test
  void aStreamThatCannotBeSubscribed_givesItsSeatBack() {
    Seat seat = seats.seat(stepped, "a");
    assertThatThrownBy(() -> seat.open(new Failing())).isInstanceOf(OutOfMemoryError.class);
    seat.release(); // as whoever opened it does with any failure
    assertThat(seats.taken).hasValue(0);
    assertThat(fixture.log.topics()).isEmpty();
  }

  private static final class Failing implements EventStream {

    @Override
    public boolean isChunked() {
      throw new OutOfMemoryError("on purpose");
    }

    @Override
    public long write(ByteBuffer[] buffers, int count) {
      return 0;
    }

    @Override
    public void awaitWritable() {}

    @Override
    public void end() {}

    @Override
    public void abort() {}
  }
}
