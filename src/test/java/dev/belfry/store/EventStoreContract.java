package dev.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.EventId;
import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises, whatever keeps its events. The stores' tests extend it. */
public abstract class EventStoreContract {

  /** How long keys are remembered, and for how many events. */
  protected static final IdempotencyKeys.Bounds KEYS =
      new IdempotencyKeys.Bounds(Duration.ofMinutes(10), 20);

  private static final TopicName A = new TopicName("a");
  private static final TopicName B = new TopicName("b");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123456Z");
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int PUBLISHERS = 8;
  private static final DeleteOutcome NOT_FOUND = new DeleteOutcome.NotFound();

  private final AtomicLong nanos = new AtomicLong();
  private @Nullable EventStore open;
  private @Nullable Fed fed;

  /** Opens the store: the same one each time, as far as it keeps anything. */
  protected abstract EventStore open(
      RetainedEvents retained, InstantSource clock, LongSupplier nanoClock);

  /** Stops the store, so that it can be opened again. */
  protected abstract void stop(EventStore store);

  @BeforeEach
  final void start() {
    fed = new Fed();
    open = open(fed, () -> NOW, nanos::get);
    open.tail(fed);
  }

  @AfterEach
  final void end() {
    stop(store());
  }

  private void restart() {
    end();
    start();
  }

  private EventStore store() {
    return Objects.requireNonNull(open);
  }

  private Fed fed() {
    return Objects.requireNonNull(fed);
  }

  private static Post post(TopicName topic, String text) {
    return new Post(topic, null, EventData.text(text.getBytes(StandardCharsets.UTF_8)), true);
  }

  private static List<Post> posts(String... texts) {
    return Stream.of(texts).map(text -> post(A, text)).toList();
  }

  private static IdempotencyKey key(long key, long request) {
    return new IdempotencyKey(
        new IdempotencyKey.Digest(key, key), new IdempotencyKey.Digest(request, request));
  }

  private static AppendOutcome.Appended appended(@Nullable AppendOutcome outcome) {
    assertThat(outcome).isInstanceOf(AppendOutcome.Appended.class);
    return (AppendOutcome.Appended) Objects.requireNonNull(outcome);
  }

  private List<Event> accepted(List<Post> posts, @Nullable IdempotencyKey key) {
    AppendOutcome.Appended appended = appended(store().append(posts, key));
    assertThat(appended.replayed()).isFalse();
    return appended.events();
  }

  private Event accepted(String text) {
    return accepted(posts(text), null).getFirst();
  }

  private String id(long position) {
    return new EventId(fed().epoch(), position).toString();
  }

  private static List<Long> positions(List<Event> events) {
    return events.stream().map(Event::position).toList();
  }

  private List<String> texts() {
    return fed().all().stream().map(event -> event.post().data().asString()).toList();
  }

  private static void assertReplayed(AppendOutcome again, List<Event> events) {
    assertThat(appended(again).replayed()).isTrue();
    List<Event> replayed = appended(again).events();
    assertThat(replayed)
        .as("all of it but the data")
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("post.data")
        .isEqualTo(events);
  }

  /** Runs what these publishers do at once, and returns what each of them got. */
  private static <T> List<T> atOnce(int publishers, IntFunction<Callable<T>> task)
      throws Exception {
    CyclicBarrier together = new CyclicBarrier(publishers);
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < publishers; i++) {
        Callable<T> own = task.apply(i);
        futures.add(
            threads.submit(() -> {
              together.await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
              return own.call();
            }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
      }
      return results;
    }
  }

  // -- accepting --

  @Test
  final void aNewStore_feedsNothing_andBeginsWithPositionOne() {
    assertThat(fed().start()).isZero();
    assertThat(texts()).isEmpty();
    assertThat(accepted("one").id()).hasToString(fed().epoch() + "-1");
  }

  @Test
  final void posts_areAcceptedAsTheyCame_withConsecutivePositions() {
    Post full =
        new Post(
            B,
            new EventType("größe"),
            EventData.json("{\"a\":[1]}".getBytes(StandardCharsets.UTF_8)),
            true);
    accepted("one");
    List<Post> posts = List.of(post(A, "two\nlines"), full, post(A, ""));
    List<Event> events = accepted(posts, null);
    assertThat(positions(events)).containsExactly(2L, 3L, 4L);
    assertThat(events.stream().map(Event::post).toList()).isEqualTo(posts);
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.publishedAt())
              .as("in milliseconds")
              .isEqualTo("2026-11-21T12:00:00.123Z");
          assertThat(event.id().epoch()).isEqualTo(fed().epoch());
        });
  }

  @Test
  final void theTail_hasAllThatWasAccepted_beforeThePublisherIsTold() {
    List<Event> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.addAll(accepted(posts("first " + i, "second " + i), i % 2 == 0 ? key(i, i) : null));
      assertThat(fed().all()).isEqualTo(all);
    }
  }

  @Test
  final void whatIsNotToBeRetained_isFedAndHasItsPosition() {
    Post passing =
        new Post(B, null, EventData.text("passing".getBytes(StandardCharsets.UTF_8)), false);
    accepted(List.of(passing), null);
    assertThat(fed().all().getFirst().post()).isEqualTo(passing);
    assertThat(accepted("next").position()).isEqualTo(2);
  }

  /** {@link Fed} fails where what it gets is not the very next position. */
  @Test
  final void publishersAtOnce_getOneOrder_inWhichEachRequestStaysTogether() throws Exception {
    int rounds = 50;
    List<List<Event>> requests =
        atOnce(
                PUBLISHERS,
                publisher ->
                    () -> {
                      List<List<Event>> own = new ArrayList<>();
                      for (int round = 0; round < rounds; round++) {
                        String name = publisher + ":" + round;
                        Post[] posts = new Post[1 + (publisher + round) % 3];
                        Arrays.fill(posts, post(A, name));
                        List<Event> events = accepted(List.of(posts), null);
                        assertThat(fed().all())
                            .as("before the publisher is told")
                            .containsAll(events);
                        own.add(events);
                      }
                      return own;
                    })
            .stream()
            .flatMap(List::stream)
            .toList();
    for (List<Event> events : requests) {
      long first = events.getFirst().position();
      assertThat(positions(events))
          .isEqualTo(LongStream.range(first, first + events.size()).boxed().toList());
    }
    List<Event> all = new ArrayList<>(requests.stream().flatMap(List::stream).toList());
    all.sort(Comparator.comparingLong(Event::position));
    assertThat(all).hasSize((int) fed().head()).isEqualTo(fed().all());
  }

  // -- requests that are sent again --

  @Test
  final void theSameRequest_isAcceptedOnce_andAnsweredTheSame() {
    List<Event> first = accepted(posts("one", "two"), key(1, 1));
    accepted("three");
    assertReplayed(store().append(posts("one", "two"), key(1, 1)), first);
    assertThat(texts()).containsExactly("one", "two", "three");
  }

  @Test
  final void anotherRequestWithTheKey_isRefused() {
    accepted(posts("one"), key(1, 1));
    assertThat(store().append(posts("other"), key(1, 2))).isEqualTo(new Refusal.KeyReused());
    assertThat(accepted("two").position()).isEqualTo(2);
    assertThat(texts()).containsExactly("one", "two");
  }

  @Test
  final void ofTheSameRequestSentAtOnce_oneIsAccepted_andAllAreAnsweredTheSame() throws Exception {
    for (int round = 1; round <= KEYS.keys(); round++) {
      IdempotencyKey key = key(round, round);
      List<AppendOutcome> outcomes = atOnce(PUBLISHERS, _ -> () -> store().append(posts("x"), key));
      assertThat(outcomes).filteredOn(outcome -> !appended(outcome).replayed()).hasSize(1);
      for (AppendOutcome outcome : outcomes) {
        assertThat(positions(appended(outcome).events())).containsExactly((long) round);
      }
    }
    assertThat(fed().head()).isEqualTo(KEYS.keys());
  }

  @Test
  final void ofOtherRequestsSentAtOnceWithOneKey_oneIsAccepted() throws Exception {
    for (int round = 1; round <= KEYS.keys(); round++) {
      int key = round;
      List<AppendOutcome> outcomes =
          atOnce(
              PUBLISHERS,
              publisher -> () -> store().append(posts("of " + publisher), key(key, publisher)));
      assertThat(outcomes).filteredOn(AppendOutcome.Appended.class::isInstance).hasSize(1);
      assertThat(Collections.frequency(outcomes, new Refusal.KeyReused()))
          .isEqualTo(PUBLISHERS - 1);
    }
    assertThat(fed().head()).isEqualTo(KEYS.keys());
  }

  @Test
  final void aKey_isRememberedForTheWindow_andNoLonger() {
    List<Event> first = accepted(posts("one"), key(1, 1));
    nanos.addAndGet(KEYS.window().toNanos() - 1);
    assertReplayed(store().append(posts("one"), key(1, 1)), first);
    nanos.addAndGet(1);
    assertThat(store().find(key(1, 1))).isNull();
    assertThat(accepted(posts("one"), key(1, 1)).getFirst().position()).isEqualTo(2);
  }

  @Test
  final void aNewKeyBeyondThoseThatMayBe_isRefusedWhole_untilOthersAreForgotten() {
    accepted(Collections.nCopies(KEYS.keys() - 1, post(A, "many")), key(1, 1));
    AppendOutcome refused = store().append(posts("one", "two"), key(2, 2));
    assertThat(refused).isEqualTo(new Refusal.TooManyKeys(KEYS.keys(), Refusal.RETRY_AFTER));
    assertThat(fed().head()).isEqualTo(KEYS.keys() - 1);
    assertThat(store().find(key(2, 2))).as("what is refused is not remembered").isNull();
    accepted("without a key");
    accepted(posts("the last"), key(3, 3));
    assertThat(appended(store().append(posts("many"), key(1, 1))).replayed()).isTrue();
    assertThat(store().append(posts("one"), key(4, 4)))
        .isEqualTo(new Refusal.TooManyKeys(KEYS.keys(), Refusal.RETRY_AFTER));
    nanos.addAndGet(KEYS.window().toNanos());
    assertThat(positions(accepted(posts("one", "two"), key(2, 2))))
        .containsExactly(KEYS.keys() + 2L, KEYS.keys() + 3L);
  }

  @Test
  final void find_answersAsTheRequestWouldBe_andSendsNothing() {
    assertThat(store().find(key(1, 1))).isNull();
    List<Event> first = accepted(posts("one"), key(1, 1));
    assertReplayed(Objects.requireNonNull(store().find(key(1, 1))), first);
    assertThat(store().find(key(1, 2))).isEqualTo(new Refusal.KeyReused());
    assertThat(texts()).containsExactly("one");
  }

  // -- taking out, and letting go --

  @Test
  final void aDeletion_isInTheTailBeforeItIsAnswered_andTheEventsPlaceStays() {
    accepted("one");
    Event two = accepted("two");
    assertThat(store().delete(A, two.id().toString())).isEqualTo(new DeleteOutcome.Deleted());
    assertThat(texts()).containsExactly("one");
    assertThat(accepted("three").position()).isEqualTo(3);
  }

  @Test
  final void deletionsAndPostsAtOnce_areFedInOneOrder() throws Exception {
    List<Boolean> gone =
        atOnce(
            PUBLISHERS,
            publisher ->
                () -> {
                  boolean all = true;
                  for (int round = 0; round < 20; round++) {
                    Event event = accepted(publisher + ":" + round);
                    assertThat(store().delete(A, event.id().toString()))
                        .isEqualTo(new DeleteOutcome.Deleted());
                    all &= !fed().all().contains(event);
                  }
                  return all;
                });
    assertThat(gone).containsOnly(true);
    assertThat(texts()).isEmpty();
    assertThat(fed().head()).isEqualTo(PUBLISHERS * 20L);
  }

  @Test
  final void aDeletion_isAnsweredByHowTheEventStands() {
    Event one = accepted("one");
    Event two = accepted("two");
    assertThat(store().delete(B, one.id().toString())).as("on another topic").isEqualTo(NOT_FOUND);
    assertThat(store().delete(A, id(3))).as("not there yet").isEqualTo(NOT_FOUND);
    assertThat(store().delete(A, id(0))).as("no event's position").isEqualTo(NOT_FOUND);
    assertThat(store().delete(A, id(Long.MAX_VALUE))).isEqualTo(NOT_FOUND);
    assertThat(store().delete(A, "other-1")).as("of another life").isEqualTo(NOT_FOUND);
    assertThat(store().delete(A, "x".repeat(128))).as("of another form").isEqualTo(NOT_FOUND);
    assertThat(store().delete(A, one.id().toString())).isEqualTo(new DeleteOutcome.Deleted());
    assertThat(store().delete(A, one.id().toString())).isEqualTo(new DeleteOutcome.Gone());
    fed().unwanted.add(two.position());
    assertThat(store().delete(A, two.id().toString()))
        .as("no longer retained")
        .isEqualTo(NOT_FOUND);
    assertThat(accepted("three").position()).isEqualTo(3);
  }

  @Test
  final void ofDeletionsOfOneEventAtOnce_oneIsDone() throws Exception {
    for (int round = 0; round < 20; round++) {
      Event event = accepted("x");
      List<DeleteOutcome> outcomes =
          atOnce(PUBLISHERS, _ -> () -> store().delete(A, event.id().toString()));
      assertThat(outcomes).filteredOn(DeleteOutcome.Deleted.class::isInstance).hasSize(1);
      assertThat(outcomes).filteredOn(DeleteOutcome.Gone.class::isInstance).hasSize(PUBLISHERS - 1);
    }
  }

  @Test
  final void whatIsReleased_takesNothingFromWhatIsBehindIt() {
    for (int i = 1; i <= 5; i++) {
      accepted("text " + i);
    }
    fed().releasedTo = 3;
    assertThat(accepted("text 6").position()).isEqualTo(6);
    boolean kept = restartKeeps();
    assertThat(texts()).containsAll(kept ? List.of("text 4", "text 5", "text 6") : List.of());
  }

  // -- started again --

  /** Whether the same life goes on; the contract lets a store begin another. */
  private boolean restartKeeps() {
    String before = fed().epoch().value();
    restart();
    return fed().epoch().value().equals(before);
  }

  @Test
  final void startedAgain_eitherFeedsAllAndGoesOn_orBeginsAnotherLife() {
    List<Event> all = new ArrayList<>(accepted(posts("one", "two"), key(1, 1)));
    all.add(accepted("three"));
    store().delete(A, all.remove(1).id().toString());
    if (restartKeeps()) {
      assertThat(fed().all()).isEqualTo(all);
      assertThat(accepted("next").position()).isEqualTo(4);
      assertThat(appended(store().append(posts("one", "two"), key(1, 1))).replayed()).isTrue();
    } else {
      assertThat(fed().start()).isZero();
      assertThat(texts()).isEmpty();
      assertThat(accepted(posts("one", "two"), key(1, 1))).hasSize(2);
    }
  }

  // -- how it is --

  @Test
  final void status_tellsThatItAccepts_andAGaugeHowManyKeysItRemembers() {
    accepted(posts("one", "two"), key(1, 1));
    accepted("three");
    assertThat(store().status().accepting()).isTrue();
    assertThat(gauge("belfry.idempotency.keys")).isEqualTo(2);
    assertThat(store().gauges()).extracting(StoreGauge::name).doesNotHaveDuplicates();
  }

  private double gauge(String name) {
    return store().gauges().stream()
        .filter(gauge -> gauge.name().equals(name))
        .findAny()
        .orElseThrow()
        .value()
        .getAsDouble();
  }

  /**
   * Nobody knows what the tail has of what it was fed with last, and a position may not be given
   * twice: the store has to be started again, and says so.
   */
  @Test
  void aTailThatFails_endsTheAccepting_andShows() {
    accepted("before");
    assertThat(store().status().broken()).isFalse();
    fed().failing = true;
    assertThat(store().append(posts("unknown"), null)).isEqualTo(new Refusal.Unknown());
    fed().failing = false;
    assertThat(store().append(posts("refused"), null)).isInstanceOf(Refusal.Unavailable.class);
    assertThat(store().delete(A, id(1))).isInstanceOf(Refusal.Unavailable.class);
    assertThat(texts()).containsExactly("before");
    long begin = System.nanoTime();
    while (!store().status().broken()) {
      assertThat(System.nanoTime() - begin).as("broken").isLessThan(DEADLINE.toNanos());
      Thread.onSpinWait();
    }
    assertThat(store().status().accepting()).isFalse();
  }
}
