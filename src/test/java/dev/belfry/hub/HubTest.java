package dev.belfry.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.EventData;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.fanout.Jitter;
import dev.belfry.fanout.SteppedFanOut;
import dev.belfry.log.LogFixture;
import dev.belfry.store.DeleteOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node whose log lags behind a store that others share. */
final class HubTest {

  private static final TopicName A = new TopicName("a");

  private final LogFixture fixture = new LogFixture(10);
  private final SteppedStore store = new SteppedStore();
  private final Tailer tailer = new Tailer(fixture.log, () -> LogFixture.NOON, Duration.ofHours(1));
  private final Hub hub =
      new Hub(
          store,
          fixture.log,
          new SteppedFanOut(fixture).fanOut(),
          new HubLimits(100, 10, 10),
          new Jitter(new Random(1)),
          new Refusals());

  HubTest() {
    store.tail(tailer);
  }

  @AfterEach
  void close() {
    tailer.close();
  }

  private static Post post(String text) {
    return new Post(A, null, EventData.text(text.getBytes(StandardCharsets.UTF_8)), true);
  }

  private static EventId id(long position) {
    return new EventId(LogFixture.EPOCH, position);
  }

  @Test
  void delete_isDecidedByTheStore_alsoOfWhatThisNodeHasNotYet() {
    store.append(List.of(post("one")), null);
    assertThat(hub.event(A, id(1))).as("not here yet").isNull();
    assertThat(hub.delete(A, id(1))).isEqualTo(new DeleteOutcome.Deleted());
    assertThat(hub.delete(A, id(1))).isEqualTo(new DeleteOutcome.Gone());
    assertThat(hub.delete(A, id(2))).isEqualTo(new DeleteOutcome.NotFound());
    store.step();
    store.step();
    assertThat(hub.event(A, id(1))).isNull();
    assertThat(hub.isDeleted(A, id(1))).isTrue();
  }

  @Test
  void delete_ofAnotherLife_isNotFound() {
    store.append(List.of(post("one")), null);
    store.step();
    EventId other = EventId.parse("other-1");
    assertThat(other).isNotNull();
    assertThat(hub.delete(A, other)).isEqualTo(new DeleteOutcome.NotFound());
    assertThat(hub.event(A, id(1))).isNotNull();
  }
}
