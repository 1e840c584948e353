package dev.belfry.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Event;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.LogFixture;
import java.time.Duration;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Pages that are read while the log moves. */
final class HistoryTest {

  private final LogFixture fixture = new LogFixture(130);
  private final History history = new History(fixture.log);

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
    HistoryPage page =
        history.page(
            then(List.of(new TopicName("a"), new TopicName("b")), behindTheLookUp),
            new Start.After("e-2"),
            100);
    List<Long> positions = page.events().stream().map(Event::position).toList();
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
        HistoryPage page = history.page(names, new Start.Live(), 1000);
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
}
