package dev.belfry.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.LogFixture;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Pages that are read while the log moves. */
final class HistoryTest {

  private static final Set<TopicName> A = Set.of(new TopicName("a"));

  private final LogFixture fixture = new LogFixture(130);
  private long nanos;
  private final History history = new History(fixture.log, 2, () -> nanos);

  /** A page that was read to its end. */
  private record Page(List<Event> events, EventId next, boolean gap) {

    List<Long> positions() {
      return events.stream().map(Event::position).toList();
    }
  }

  private Page read(Set<TopicName> names, Start start, int limit) {
    try (HistoryPage page = open(names, start, limit)) {
      List<Event> events = new ArrayList<>();
      List<Event> slice = page.nextSlice();
      while (!slice.isEmpty()) {
        events.addAll(slice);
        slice = page.nextSlice();
      }
      return new Page(events, page.next(), page.gap());
    }
  }

  private HistoryPage open(Set<TopicName> names, Start start, int limit) {
    return requireNonNull(history.open(names, start, limit));
  }

  private void publish(int count, String topic) {
    for (int i = 0; i < count; i++) {
      fixture.publish(topic);
    }
  }

  private static List<Long> positions(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  /** Names that let something happen once the last has been looked up in the log. */
  private static Set<TopicName> then(List<TopicName> names, Runnable hook) {
    return new AbstractSet<>() {
      @Override
      public Iterator<TopicName> iterator() {
        Iterator<TopicName> all = names.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            boolean more = all.hasNext();
            if (!more) {
              hook.run();
            }
            return more;
          }

          @Override
          public TopicName next() {
            return all.next();
          }
        };
      }

      @Override
      public int size() {
        return names.size();
      }
    };
  }

  /**
   * Topic a is new: it is looked up, not found, and an empty one taken instead. Then it gets its
   * first event, and b its next, before the head is read: the page holds b's, goes on behind it,
   * and a's is lost.
   */
  @Test
  void aTopicThatGetsItsFirstEvent_whileAPageBegins_isNotPassedOver() {
    fixture.publish("b", "b"); // 1, 2
    AtomicBoolean done = new AtomicBoolean();
    assertNothingLost(() -> {
      if (done.compareAndSet(false, true)) {
        fixture.publish("a", "b"); // 3, 4
      }
    });
  }

  /** The same with a topic that is forgotten, and grows again as another TopicLog. */
  @Test
  void aTopicThatIsForgottenAndGrowsAgain_whileAPageBegins_isNotPassedOver() {
    fixture.publish("a"); // 1
    fixture.now = fixture.now.plus(Duration.ofMinutes(30));
    fixture.publish("b"); // 2
    AtomicBoolean done = new AtomicBoolean();
    assertNothingLost(() -> {
      if (done.compareAndSet(false, true)) {
        fixture.now = fixture.now.plus(Duration.ofMinutes(35));
        fixture.log.trim(fixture.now);
        fixture.publish("a", "b"); // 3, 4
      }
    });
  }

  private void assertNothingLost(Runnable behindTheLookUp) {
    Page page =
        read(
            then(List.of(new TopicName("a"), new TopicName("b")), behindTheLookUp),
            new Start.After("e-2"),
            100);
    List<Long> positions = page.positions();
    assertThat(page.gap() || positions.contains(3L) || page.next().position() < 3)
        .as("%s, next %s, no gap: 3 is lost", positions, page.next())
        .isTrue();
  }

  /** A first page without after has no gap to tell, and holes in its middle all the same. */
  @Test
  void aPageFromTheOldest_hasNoSilentHoles() throws Exception {
    fixture.publish("a");
    AtomicBoolean over = new AtomicBoolean();
    Thread publisher =
        new Thread(() -> {
          while (!over.get()) {
            fixture.publish("a");
          }
        });
    publisher.start();
    try {
      Set<TopicName> names = Set.of(new TopicName("a"));
      for (int i = 0; i < 20_000; i++) {
        Page page = read(names, new Start.Live(), 1000);
        if (page.events().isEmpty()) { // all up to the head that was read has left meanwhile
          assertThat(page.next().position()).isPositive();
          continue;
        }
        long before = page.events().getFirst().position() - 1;
        for (Event event : page.events()) {
          assertThat(page.gap() || event.position() == before + 1)
              .as("page %s: after %s comes %s", i, before, event.position())
              .isTrue();
          before = event.position();
        }
      }
    } finally {
      over.set(true);
      publisher.join();
    }
  }

  @Test
  void slices_joinToThePage() {
    publish(130, "a");
    for (int limit : List.of(1, 63, 64, 65, 128, 129)) {
      Page page = read(A, new Start.Live(), limit);
      assertThat(page.positions()).isEqualTo(positions(1, limit));
      assertThat(page.next().position()).isEqualTo(limit);
      assertThat(read(A, new Start.Newest(limit), 1000).positions())
          .isEqualTo(positions(131 - limit, 130));
    }
    assertThat(read(A, new Start.Live(), 1000).positions()).isEqualTo(positions(1, 130));
  }

  /** One topic has lost what another still has: that was so when the page began, and is no end. */
  @Test
  void aPageOfSeveralTopics_goesOnBesideWhatHadLeftBefore() {
    publish(100, "b");
    publish(300, "a"); // 101 to 270 have left again
    Set<TopicName> both = Set.of(new TopicName("a"), new TopicName("b"));
    List<Long> expected = new ArrayList<>(positions(1, 100));
    expected.addAll(positions(271, 400));
    assertThat(read(both, new Start.Live(), 1000).positions()).isEqualTo(expected);
  }

  @Test
  void aPage_holdsOnToNothingButItsSlice() {
    publish(130, "a");
    try (HistoryPage page = open(A, new Start.Live(), 1000)) {
      List<Event> slice = page.nextSlice();
      assertThat(slice).hasSizeLessThan(100);
      WeakReference<Event> later =
          new WeakReference<>(fixture.log.topicOrEmpty(new TopicName("a")).replayable(100));
      assertThat(later.get()).isNotNull();
      publish(130, "a"); // all that the page was to have leaves the log
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            System.gc();
            assertThat(later.get()).isNull();
          });
      assertThat(slice).isNotEmpty();
    }
  }

  @Test
  void aPageThatTheLogOvertakes_endsThere_andTheNextTellsTheGap() {
    publish(130, "a");
    try (HistoryPage page = open(A, new Start.Live(), 1000)) {
      EventId last = page.nextSlice().getLast().id();
      publish(130, "a");
      assertThat(page.nextSlice()).isEmpty();
      assertThat(page.nextSlice()).isEmpty();
      assertThat(page.next()).isEqualTo(last);
      assertThat(page.gap()).isFalse();
      assertThat(read(A, new Start.After(last.toString()), 1000).gap()).isTrue();
    }
  }

  @Test
  void aPageThatIsReadSlowly_endsEarly_andTheNextGoesOn() {
    publish(130, "a");
    try (HistoryPage page = open(A, new Start.Live(), 1000)) {
      EventId last = page.nextSlice().getLast().id();
      nanos = History.LONGEST.toNanos() + 1;
      assertThat(page.nextSlice()).isEmpty();
      assertThat(page.next()).isEqualTo(last);
      Page rest = read(A, new Start.After(last.toString()), 1000);
      assertThat(rest.gap()).isFalse();
      assertThat(rest.positions()).isEqualTo(positions(last.position() + 1, 130));
    }
  }

  @Test
  void aSlice_isBoundedInBytes() {
    LogFixture large = new LogFixture(100, 1 << 24);
    String json = '"' + "x".repeat(10_000) + '"';
    for (int i = 1; i <= 20; i++) {
      large.log.append(List.of(LogFixture.event(i, "a", json, true, large.now)), large.now);
    }
    try (HistoryPage page =
        requireNonNull(new History(large.log, 1, () -> 0).open(A, new Start.Live(), 1000))) {
      int events = 0;
      for (List<Event> slice = page.nextSlice(); !slice.isEmpty(); slice = page.nextSlice()) {
        assertThat(slice.size() * json.length()).isLessThanOrEqualTo(LogPage.SLICE_BYTES);
        events += slice.size();
      }
      assertThat(events).isEqualTo(20);
    }
  }

  @Test
  void pages_areBounded_andGiveTheirPlaceBackOnce() {
    HistoryPage first = open(A, new Start.Live(), 1);
    HistoryPage second = open(A, new Start.Live(), 1);
    assertThat(history.open(A, new Start.Live(), 1)).isNull();
    assertThat(history.pages()).isEqualTo(2);
    first.close();
    first.close();
    assertThat(history.pages()).isEqualTo(1);
    open(A, new Start.Live(), 1).close();
    second.close();
    assertThat(history.pages()).isZero();
  }
}
