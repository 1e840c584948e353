package dev.belfry.hub;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.fanout.SteppedFanOut;
import dev.belfry.fanout.StreamForm;
import dev.belfry.log.Opening;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands out seats, and counts those that are taken. */
public final class SeatFixture {

  public final AtomicInteger taken = new AtomicInteger();

  public Seat seat(SteppedFanOut stepped, String topic) {
    return seat(stepped, topic, new Start.Live());
  }

  public Seat seatAfter(SteppedFanOut stepped, String topic, String id) {
    return seat(stepped, topic, new Start.After(id));
  }

  private Seat seat(SteppedFanOut stepped, String topic, Start start) {
    taken.incrementAndGet();
    Opening opening = Opening.of(stepped.log(), List.of(new TopicName(topic)), start);
    return new Seat(
        stepped.fanOut(), opening, StreamForm.PLAIN, null, seat -> taken.decrementAndGet());
  }
}
