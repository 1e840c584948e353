package dev.belfry.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.access.Gate;
import dev.belfry.access.PublishPermit;
import dev.belfry.access.ReadPermit;
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
import dev.belfry.store.EventIds;
import dev.belfry.store.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node whose log lags behind a store that others share. */
final class LaggingNodeTest {

  private static final TopicName A = new TopicName("a");
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final LogFixture fixture = new LogFixture(10);
  private final SteppedFanOut stepped = new SteppedFanOut(fixture);
  private final SteppedStore store = new SteppedStore(LaggingNodeTest::read);
  private final Tailer tailer = new Tailer(fixture.log, () -> LogFixture.NOON, Duration.ofHours(1));
  private final Feed feed = new Feed(store, tailer, fixture.log);
  private final Streams streams =
      new Streams(
          feed,
          fixture.log,
          stepped.fanOut(),
          new StreamLimits(10, 10),
          new Jitter(new Random(1)),
          () -> LogFixture.NOON,
          new Refusals(),
          new Subjects(new ConcurrentHashMap<>()));
  private final Topics topics = new Topics(feed, fixture.log, 10, () -> 0);
  private final Publishing publishing =
      new Publishing(store, feed, fixture.log, streams, new PublishLimits(100, 10));
  private final PublishPermit publisher = Gate.service(A);
  private final ReadPermit reader = Permits.toRead(A);

  LaggingNodeTest() {
    store.tail(tailer);
  }

  @AfterEach
  void close() {
    tailer.close();
  }

  private static Post post(String text) {
    return new Post(A, null, EventData.text(text.getBytes(StandardCharsets.UTF_8)), true);
  }

  private static String id(long position) {
    return LogFixture.EPOCH + "-" + position;
  }

  /** An id of 128 characters, as another store may have them. */
  private static String longId(long position) {
    return "_V.".repeat(41) + "%05d".formatted(position);
  }

  /** Reads both forms. */
  private static @Nullable EventId read(String id) {
    return id.length() == EventId.MAX_LENGTH
        ? new EventId(LogFixture.EPOCH, Long.parseLong(id.substring(123)))
        : EventIds.read(id);
  }

  @Test
  void delete_isDecidedByTheStore_alsoOfWhatThisNodeHasNotYet() {
    store.append(List.of(post("one")), null);
    assertThat(topics.status(reader).retained()).as("not here yet").isZero();
    assertThat(publishing.delete(publisher, A, id(1))).isEqualTo(new DeleteOutcome.Deleted());
    assertThat(publishing.delete(publisher, A, id(1))).isEqualTo(new DeleteOutcome.Gone());
    assertThat(publishing.delete(publisher, A, id(2))).isEqualTo(new DeleteOutcome.NotFound());
    store.step();
    store.step();
    assertThat(topics.event(reader, id(1))).isNull();
    assertThat(topics.isDeleted(reader, id(1))).isTrue();
  }

  @Test
  void delete_ofAnotherLife_isNotFound() {
    store.append(List.of(post("one")), null);
    store.step();
    assertThat(publishing.delete(publisher, A, "other-1")).isEqualTo(new DeleteOutcome.NotFound());
    assertThat(topics.event(reader, id(1))).isNotNull();
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
    Admission admission =
        streams.subscribe(new SubscribeRequest(reader, start, false, true, false));
    ScriptedStream stream = new ScriptedStream();
    ((Admission.Admitted) admission).seat().open(stream);
    stepped.step();
    return stream.text();
  }

  @Test
  void publish_isAnsweredWhenThisNodeHasTheEvents() throws Exception {
    Future<AppendOutcome> published =
        untilItWaits(() -> publishing.publish(publisher, List.of(post("one"), post("two")), null));
    assertThat(topics.status(reader).retained()).isZero();
    store.step();
    assertThat(get(published)).isInstanceOf(AppendOutcome.Appended.class);
    assertThat(topics.status(reader).retained()).isEqualTo(2);
    assertThat(tailer.waiting()).isZero();
  }

  @Test
  void publish_ofWhatThisNodeDoesNotGet_isUnknown() {
    Thread.currentThread().interrupt(); // ends the wait, as the time would
    assertThat(publishing.publish(publisher, List.of(post("one")), null))
        .isEqualTo(new Refusal.Unknown());
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
    Future<HistoryPage> page =
        untilItWaits(() -> requireNonNull(topics.history(reader, new Start.After("e-1"), 10)));
    store.step();
    assertThat(get(page).gap()).isFalse();
    assertThat(requireNonNull(topics.history(reader, new Start.After("e-2"), 10)).gap())
        .as("beyond the store")
        .isTrue();
  }

  @Test
  void anEvent_thatAnotherNodeHasShown_isWaitedFor() throws Exception {
    store.append(List.of(post("one")), null);
    Future<Event> event = untilItWaits(() -> requireNonNull(topics.event(reader, id(1))));
    store.step();
    assertThat(get(event).post().topic()).isEqualTo(A);
    assertThat(topics.event(reader, id(2))).as("beyond the store").isNull();
  }

  @Test
  void ids_areReadByTheStoreAlone_whateverTheirForm() {
    store.append(List.of(post("one"), post("two"), post("three")), null);
    store.step();
    assertThat(longId(1)).hasSize(128);
    assertThat(opened(new Start.After(longId(1))))
        .contains("id: e-2\n")
        .doesNotContain("stream.gap");
    try (HistoryPage page =
        requireNonNull(topics.history(reader, new Start.After(longId(2)), 10))) {
      assertThat(page.nextSlice()).hasSize(1);
      assertThat(page.gap()).isFalse();
    }
    assertThat(requireNonNull(topics.event(reader, longId(3))).position()).isEqualTo(3);
    assertThat(publishing.delete(publisher, A, longId(3))).isEqualTo(new DeleteOutcome.Deleted());
    store.step();
    assertThat(topics.isDeleted(reader, longId(3))).isTrue();
  }
}
