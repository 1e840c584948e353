package dev.belfry.hub;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.fanout.FanOut;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands out seats, and counts those that are taken. */
public final class SeatFixture {

  public final AtomicInteger taken = new AtomicInteger();

  public Seat seat(FanOut fanOut, String topic) {
    return seat(fanOut, topic, new Start.Live());
  }

  public Seat seatAfter(FanOut fanOut, String topic, String id) {
    return seat(fanOut, topic, new Start.After(id));
  }

  private Seat seat(FanOut fanOut, String topic, Start start) {
    taken.incrementAndGet();
    SubscribeRequest request = new SubscribeRequest(Set.of(new TopicName(topic)), start, false);
    return new Seat(fanOut, request, taken::decrementAndGet);
  }
}
