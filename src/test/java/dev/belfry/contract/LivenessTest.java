package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.event.Event;
import dev.belfry.log.EventLog;
import dev.belfry.log.LogFixture;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that only another start can mend says so to who can start it. */
final class LivenessTest {

  @Test
  void anAppendThatFailedHalfWay_endsTheLife_andNotTheStreams() {
    try (Service service = Service.start()) {
      String topic = service.topic();
      service.publish(topic, "1");
      service.get("/livez").send().is(200);
      EventLog log = service.bean(EventLog.class);
      assertThatThrownBy(() -> log.append(failingHalfWay(log), Instant.EPOCH))
          .isInstanceOf(InternalError.class);
      assertThat(service.get("/livez").send().is(503).body()).contains("DOWN");
      service.post(Service.events(topic)).key().json("2").send().is(504);
      service.post(Service.events(topic)).key().json("3").send().is(503);
      service.get("/readyz").send().is(200);
      try (Subscriber stream = service.get(Service.events(topic) + "?last=10").open()) {
        assertThat(stream.nextEvent().data()).containsExactly("1");
      }
    }
  }

  private static List<Event> failingHalfWay(EventLog log) {
    return new AbstractList<>() {
      private int reads;

      @Override
      public Event get(int index) {
        if (++reads == 2) { // the first is appended
          throw new InternalError("on purpose");
        }
        return LogFixture.event(log.head().number() + index + 1, "half", "0", true, Instant.EPOCH);
      }

      @Override
      public int size() {
        return 2;
      }
    };
  }
}
