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
    taken.incrementAndGet();
    SubscribeRequest request =
        new SubscribeRequest(Set.of(new TopicName(topic)), new Start.Live(), false);
    return new Seat(fanOut, request, taken::decrementAndGet);
  }
}
