package dev.belfry.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class InboxTest {

  private final Inbox inbox = new Inbox();
  private final List<String> seen = new ArrayList<>();

  private Inbox.Item item(String name) {
    return new Inbox.Item(inbox) {
      @Override
      void signalled(int raised) {
        seen.add(name + raised);
      }
    };
  }

  @Test
  void flagsAreJoined_andItemsComeInTheOrderOfTheirFirst() {
    Inbox.Item a = item("a");
    Inbox.Item b = item("b");
    a.raise(1);
    b.raise(2);
    a.raise(4);
    assertThat(inbox.handOn()).isEqualTo(2);
    assertThat(seen).containsExactly("a5", "b2");
    assertThat(inbox.handOn()).isZero();
  }

  @Test
  void anItemRaisedWhileItIsHandled_comesAgain() {
    Inbox.Item[] again = new Inbox.Item[1];
    again[0] =
        new Inbox.Item(inbox) {
          @Override
          void signalled(int raised) {
            seen.add("again" + raised);
            if (raised == 1) {
              again[0].raise(2);
            }
          }
        };
    again[0].raise(1);
    item("other").raise(1);
    inbox.handOn();
    inbox.handOn();
    assertThat(seen).containsExactly("again1", "other1", "again2");
  }

  /**
   * A crowd raises a flag each: what comes behind it waits, and what the worker serves does not.
   */
  @Test
  void aCrowd_isHandedOnInSlices_inItsOrder_andIsNotSleptOver() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2 * Inbox.SLICE + 1; i++) {
      item(i + ":").raise(1);
      expected.add(i + ":1");
    }
    assertThat(inbox.handOn()).isEqualTo(Inbox.SLICE);
    assertThat(inbox.prepareToPark()).as("may sleep").isFalse();
    inbox.awake();
    item("later:").raise(1);
    expected.add("later:1");
    assertThat(inbox.handOn()).isEqualTo(Inbox.SLICE);
    assertThat(inbox.handOn()).isEqualTo(1);
    assertThat(inbox.handOn()).isEqualTo(1);
    assertThat(inbox.handOn()).isZero();
    assertThat(seen).isEqualTo(expected);
    assertThat(inbox.prepareToPark()).as("may sleep").isTrue();
  }

  /** An error of one item loses neither its flags nor those behind it. */
  @Test
  void anItemThatFails_comesAgain_andThoseBehindItAreHandedOn() {
    Inbox.Item failing =
        new Inbox.Item(inbox) {
          private boolean failed;

          @Override
          void signalled(int raised) {
            if (!failed) {
              failed = true;
              throw new InternalError("on purpose");
            }
            seen.add("failing" + raised);
          }
        };
    Inbox.Item behind = item("behind");
    failing.raise(3);
    behind.raise(1);
    assertThatThrownBy(inbox::handOn).isInstanceOf(InternalError.class);
    assertThat(inbox.prepareToPark()).as("may sleep").isFalse();
    inbox.awake();
    inbox.handOn();
    inbox.handOn();
    assertThat(seen).containsExactly("behind1", "failing3");
    behind.raise(2);
    inbox.handOn();
    assertThat(seen).endsWith("behind2");
  }

  /**
   * The worker has found nothing to do and is about to sleep. A signal that comes before it
   * announces so is seen by its second look; one that comes after sees the announcement, and wakes.
   * Both steps are taken one by one: whichever is left out, one of the two orders loses a wake-up.
   */
  @Test
  void aSignalBeforeOrAfterTheAnnouncement_isNotSleptOver() throws InterruptedException {
    Inbox.Item item = item("a");
    item.raise(1); // after the last hand-on, before the announcement
    assertThat(inbox.prepareToPark()).isFalse();
    inbox.awake();
    inbox.handOn();

    assertThat(inbox.prepareToPark()).isTrue();
    Thread raiser = Thread.ofPlatform().start(() -> item.raise(1)); // between look and sleep
    raiser.join(10_000);
    long begin = System.nanoTime();
    inbox.park(TimeUnit.SECONDS.toNanos(60)); // does not sleep: there is something
    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(30));
    assertThat(inbox.handOn()).isEqualTo(1);
  }

  @Test
  void aSleeperWithoutABound_isWokenByEachSignal() throws InterruptedException {
    int rounds = 20_000;
    AtomicInteger handled = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    Inbox.Item item =
        new Inbox.Item(inbox) {
          @Override
          void signalled(int raised) {
            if (handled.incrementAndGet() == rounds) {
              done.countDown();
            }
          }
        };
    Thread worker =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (handled.get() < rounds) {
                if (inbox.handOn() == 0) {
                  inbox.park(Long.MAX_VALUE);
                }
              }
            });
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (int i = 0; i < rounds; i++) {
      int before = handled.get();
      item.raise(1);
      while (handled.get() == before && System.nanoTime() - deadline < 0) {
        Thread.onSpinWait();
      }
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    worker.join(10_000);
    assertThat(worker.isAlive()).isFalse();
  }
}
