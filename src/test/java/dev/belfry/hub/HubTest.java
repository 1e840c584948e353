package dev.belfry.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.fanout.Jitter;
import dev.belfry.fanout.ScriptedStream;
import dev.belfry.fanout.SteppedFanOut;
import dev.belfry.log.LogFixture;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node whose log lags behind a store that others share. */
final class HubTest {

  private static final TopicName A = new TopicName("a");
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final LogFixture fixture = new LogFixture(10);
  private final SteppedFanOut stepped = new SteppedFanOut(fixture);
  private final SteppedStore store = new SteppedStore();
  private final Tailer tailer = new Tailer(fixture.log, () -> LogFixture.NOON, Duration.ofHours(1));
  private final Hub hub =
      new Hub(
          store,
          tailer,
          fixture.log,
          stepped.fanOut(),
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
    assertThat(hub.topic(A).retained()).as("not here yet").isZero();
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

  /** Runs it on another thread, up to where it waits for this node's tail. */
  private <T> Future<T> untilItWaits(Callable<T> task) {
    FutureTask<T> running = new FutureTask<>(task);
    Thread.ofVirtual().start(running);
    await().atMost(DEADLINE).until(() -> running.isDone() || tailer.waiting() == 1);
    assertThat(running.isDone()).as("it does not wait").isFalse();
    return running;
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  private String opened(Start start) {
    Admission admission = hub.subscribe(new SubscribeRequest(Set.of(A), start, false, true, false));
    ScriptedStream stream = new ScriptedStream();
    ((Admission.Admitted) admission).seat().open(stream);
    stepped.step();
    return stream.text();
  }

  @Test
  void publish_isAnsweredWhenThisNodeHasTheEvents() throws Exception {
    Future<AppendOutcome> published =
        untilItWaits(() -> hub.publish(List.of(post("one"), post("two")), null));
    assertThat(hub.topic(A).retained()).isZero();
    store.step();
    assertThat(get(published)).isInstanceOf(AppendOutcome.Appended.class);
    assertThat(hub.topic(A).retained()).isEqualTo(2);
    assertThat(tailer.waiting()).isZero();
  }

  @Test
  void publish_ofWhatThisNodeDoesNotGet_isUnknown() {
    Thread.currentThread().interrupt(); // ends the wait, as the time would
    assertThat(hub.publish(List.of(post("one")), null)).isEqualTo(new Refusal.Unknown());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void subscribe_afterWhatAnotherNodeHasShown_waitsForIt_andHasNoGap() throws Exception {
    store.append(List.of(post("one")), null);
    store.append(List.of(post("two")), null);
    store.step();
    Future<String> stream = untilItWaits(() -> opened(new Start.After("e-2")));
    store.step();
    assertThat(get(stream)).contains("id: e-2\n").doesNotContain("stream.gap");
  }

  @Test
  void subscribe_afterAnIdBeyondTheStore_isToldSoAtOnce() {
    store.append(List.of(post("one")), null);
    store.step();
    assertThat(opened(new Start.After("e-2"))).contains("\"reason\":\"ahead\"");
  }

  @Test
  void history_afterWhatAnotherNodeHasShown_waitsForIt_andHasNoGap() throws Exception {
    store.append(List.of(post("one")), null);
    Future<HistoryPage> page = untilItWaits(() -> hub.history(Set.of(A), "e-1", 10));
    store.step();
    assertThat(get(page).gap()).isFalse();
    assertThat(hub.history(Set.of(A), "e-2", 10).gap()).as("beyond the store").isTrue();
  }

  @Test
  void anEvent_thatAnotherNodeHasShown_isWaitedFor() throws Exception {
    store.append(List.of(post("one")), null);
    Future<@Nullable Event> event = untilItWaits(() -> hub.event(A, id(1)));
    store.step();
    assertThat(get(event)).isNotNull();
    assertThat(hub.event(A, id(2))).as("beyond the store").isNull();
  }
}
