package dev.belfry.store.file;

import static dev.belfry.store.file.StoreFixture.accepted;
import static dev.belfry.store.file.StoreFixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.Post;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What the store does with a disk that fails, and with requests that meet. */
final class FaultsTest {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final CrashDisk disk = new CrashDisk();

  /** What says whether these operations fail; at first they do not. */
  private AtomicBoolean brokenFor(String... operations) {
    AtomicBoolean broken = new AtomicBoolean();
    disk.fault((operation, name) -> {
      if (broken.get() && List.of(operations).contains(operation)) {
        throw new IOException("Input/output error");
      }
    });
    return broken;
  }

  /** Syncs that wait, from when they are to be held until they may go. */
  private final class HeldSyncs {
    final AtomicBoolean hold = new AtomicBoolean();
    final CountDownLatch held = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    HeldSyncs() {
      disk.fault((operation, name) -> {
        if (hold.get() && operation.equals("sync")) {
          held.countDown();
          await(go);
        }
      });
    }
  }

  @Test
  void acknowledgesNothingAfterAFailedSyncUntilTheDiskHasProvedItself() throws Exception {
    AtomicBoolean broken = brokenFor("sync", "create");
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      Event before = fixture.accepted("before");
      broken.set(true);
      assertThat(fixture.append("unknown")).isEqualTo(new Refusal.Unknown());
      assertThat(fixture.append("refused")).isInstanceOf(Refusal.Unavailable.class);
      assertThat(fixture.delete(before)).isInstanceOf(Refusal.Unavailable.class);
      assertThat(fixture.texts()).containsExactly("before");
      broken.set(false);
      assertThat(fixture.append("too soon")).isInstanceOf(Refusal.Unavailable.class);
      fixture.advance(Writer.TRY_AGAIN);
      assertThat(fixture.accepted("later").position()).isEqualTo(2);
      assertThat(fixture.texts()).containsExactly("before", "later");
    }
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.texts()).containsExactly("before", "later");
      assertThat(fixture.accepted("last").position()).isEqualTo(3);
    }
  }

  @Test
  void saysThatTheDiskIsFullAndRecovers() throws Exception {
    AtomicBoolean full = new AtomicBoolean();
    disk.fault((operation, name) -> {
      if (full.get() && operation.equals("create")) {
        throw new DiskFullException(new IOException("no space"));
      }
    });
    String text = "x".repeat(60_000);
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      fixture.accepted(text);
      full.set(true);
      int accepted = 1;
      AppendOutcome outcome = fixture.append(text);
      while (outcome instanceof AppendOutcome.Appended) {
        accepted++;
        assertThat(accepted).isLessThan(100);
        outcome = fixture.append(text);
      }
      assertThat(outcome).isEqualTo(new Refusal.Full());
      await(() -> !fixture.store.status().accepting());
      fixture.accepted("small enough for what is left");
      await(() -> fixture.store.status().accepting());
      full.set(false);
      fixture.advance(Writer.TRY_AGAIN);
      assertThat(fixture.accepted(text).position()).isEqualTo(accepted + 2);
    }
  }

  /**
   * A new segment is written down, and then the disk says that it was not: the next start may find
   * it, so nothing more may be written to the one before.
   */
  @Test
  void writesNoMoreToASegmentThatMayHaveASuccessor() {
    AtomicBoolean broken = brokenFor("renamed");
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 17; i++) {
        fixture.accepted("x".repeat(60_000));
      }
      broken.set(true);
      assertThat(fixture.append("x".repeat(60_000))).isInstanceOf(Refusal.Unavailable.class);
      broken.set(false);
      assertThat(fixture.append("small")).isInstanceOf(Refusal.Unavailable.class);
      fixture.advance(Writer.TRY_AGAIN);
      fixture.accepted("small");
    }
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.texts()).hasSize(18).endsWith("small");
    }
  }

  /** Each try takes the space of the one before, and no more. */
  @Test
  void aDirectoryThatCannotBeSyncedDoesNotFillTheDisk() {
    AtomicBoolean broken = brokenFor("renamed");
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 17; i++) {
        fixture.accepted("x".repeat(60_000));
      }
      broken.set(true);
      for (int i = 0; i < 20; i++) {
        assertThat(fixture.append("x".repeat(60_000))).isInstanceOf(Refusal.Unavailable.class);
        fixture.advance(Writer.TRY_AGAIN);
      }
      assertThat(disk.names()).hasSizeLessThan(6);
      broken.set(false);
      fixture.accepted("x".repeat(60_000));
    }
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.texts()).hasSize(18);
    }
  }

  /** That one is there in front of which one is missing would be damage. */
  @Test
  void aSegmentThatCannotBeDeletedIsTriedAgain() throws Exception {
    AtomicBoolean broken = brokenFor("delete");
    broken.set(true);
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 85; i++) {
        fixture.accepted("x".repeat(60_000));
      }
      List<String> all = disk.segments();
      fixture.advance(Duration.ofMinutes(11));
      fixture.fed.releasedTo = 60;
      fixture.advance(Duration.ofSeconds(2));
      fixture.accepted("so that the store looks at them");
      assertThat(Recovery.recover(disk.kill(), () -> new Epoch("new")).findings()).isEmpty();
      broken.set(false);
      awaitGone(fixture, all.subList(0, 2));
    }
    assertThat(Recovery.recover(disk.kill(), () -> new Epoch("new")).findings()).isEmpty();
  }

  private void awaitGone(StoreFixture fixture, List<String> names) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (disk.names().stream().anyMatch(names::contains)) {
      assertThat(System.nanoTime()).isLessThan(end);
      fixture.advance(Duration.ofSeconds(2));
      fixture.accepted("so that the store looks at them");
    }
  }

  /** Once no manifest names it, nothing is wrong if it stays. */
  @Test
  void aSegmentThatCanNeverBeDeletedIsInNobodysWay() throws Exception {
    disk.fault((operation, name) -> {
      if (operation.equals("delete") && name.equals(SegmentFormat.name(1))) {
        throw new IOException("Operation not permitted");
      }
    });
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 85; i++) {
        fixture.accepted("x".repeat(60_000));
      }
      List<String> all = disk.segments();
      fixture.advance(Duration.ofMinutes(11));
      fixture.fed.releasedTo = 60; // all of the first three
      for (int i = 0; i < 20; i++) { // one more segment is begun
        fixture.advance(Duration.ofSeconds(2));
        fixture.accepted("x".repeat(60_000));
      }
      awaitGone(fixture, all.subList(1, 3));
    }
    assertThat(disk.names()).contains(SegmentFormat.name(1));
    try (StoreFixture fixture = StoreFixture.on(disk)) { // and the next start gets along with it
      assertThat(fixture.texts()).contains("x".repeat(60_000));
      assertThat(disk.names()).contains(SegmentFormat.name(1));
    }
  }

  /** The page cache may lose the mark of a segment that is not written to any more. */
  @Test
  void aSealedSegmentSaysHowFarItIsDurable() throws Exception {
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 17; i++) {
        fixture.accepted("x".repeat(60_000));
      }
      fixture.accepted("x".repeat(60_000)); // in the second one
    }
    for (int cut = 0; cut < 20; cut++) {
      try (Disk.DiskFile file = disk.cut(new Random(cut)).open(SegmentFormat.name(1))) {
        SegmentScan scan = SegmentScan.of(file, "");
        assertThat(scan.records).hasSize(17);
        assertThat(scan.durable()).isEqualTo(scan.end());
      }
    }
  }

  @Test
  void aDiskThatHangsIsSeen() throws Exception {
    HeldSyncs syncs = new HeldSyncs();
    try (StoreFixture fixture = StoreFixture.on(disk);
        ExecutorService publishers = Executors.newThreadPerTaskExecutor(Thread::new)) {
      syncs.hold.set(true);
      Future<AppendOutcome> outcome = publishers.submit(() -> fixture.append("waits"));
      await(syncs.held);
      assertThat(fixture.store.waiting()).isEqualTo(1);
      assertThat(fixture.store.status().accepting()).isTrue();
      fixture.advance(Duration.ofSeconds(11));
      assertThat(fixture.store.status().accepting()).isFalse();
      assertThat(fixture.store.status().age()).isEqualTo(Duration.ofSeconds(11));
      syncs.go.countDown();
      accepted(outcome.get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
      await(() -> fixture.store.status().accepting());
      await(() -> fixture.store.status().age().isZero());
    }
  }

  /** The JDK says so in the language of the system. */
  @Test
  void aFullDiskIsKnownInAnyLanguage() {
    IOException german = new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
    assertThat(DiskFullException.named(german, 4095, 4096)).isInstanceOf(DiskFullException.class);
    assertThat(DiskFullException.named(german, 4096, 4096)).isSameAs(german);
    IOException english = new IOException("No space left on device");
    assertThat(DiskFullException.named(english, 4096, 4096)).isInstanceOf(DiskFullException.class);
    assertThat(DiskFullException.named(new IOException("Input/output error"), 4096, 4096))
        .isNotInstanceOf(DiskFullException.class);
  }

  @Test
  void oneSyncServesAllThatWait() throws Exception {
    HeldSyncs syncs = new HeldSyncs();
    try (StoreFixture fixture = StoreFixture.on(disk);
        ExecutorService publishers = Executors.newThreadPerTaskExecutor(Thread::new)) {
      fixture.accepted("begun");
      final int before = disk.syncs;
      List<Future<AppendOutcome>> outcomes = new ArrayList<>();
      syncs.hold.set(true);
      outcomes.add(publishers.submit(() -> fixture.append("holds the disk")));
      await(syncs.held);
      syncs.hold.set(false);
      for (int i = 0; i < 64; i++) {
        int publisher = i;
        outcomes.add(publishers.submit(() -> fixture.append("waits " + publisher)));
      }
      await(() -> fixture.store.waiting() >= 65);
      assertThat(fixture.texts()).containsExactly("begun");
      syncs.go.countDown();
      for (Future<AppendOutcome> outcome : outcomes) {
        accepted(outcome.get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
      }
      assertThat(disk.syncs - before).isEqualTo(2);
      assertThat(fixture.fed.head()).isEqualTo(66);
    }
  }

  /** A request that is larger than all that may wait is taken, but only one at a time. */
  @Test
  void whatWaitsForTheDiskIsBounded_alsoByLargeRequests() throws Exception {
    HeldSyncs syncs = new HeldSyncs();
    List<Post> large = Collections.nCopies(65, post("x".repeat(1 << 20)));
    try (StoreFixture fixture = StoreFixture.on(disk);
        ExecutorService publishers = Executors.newThreadPerTaskExecutor(Thread::new)) {
      syncs.hold.set(true);
      Future<AppendOutcome> first = publishers.submit(() -> fixture.append("holds the disk"));
      await(syncs.held);
      Future<AppendOutcome> second = publishers.submit(() -> fixture.store.append(large, null));
      await(() -> fixture.store.waiting() == 2);
      syncs.hold.set(false);
      assertThat(fixture.store.append(large, null)).isInstanceOf(Refusal.Unavailable.class);
      assertThat(fixture.append("small")).isInstanceOf(Refusal.Unavailable.class);
      syncs.go.countDown();
      accepted(first.get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
      accepted(second.get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
      fixture.accepted("small");
    }
  }

  @Test
  void nothingIsFedBeforeItIsDurable() {
    AtomicReference<Optional<StoreFixture>> running = new AtomicReference<>(Optional.empty());
    List<Long> heads = new ArrayList<>();
    disk.fault((operation, name) -> {
      if (operation.equals("sync")) {
        running.get().ifPresent(fixture -> heads.add(fixture.fed.head()));
      }
    });
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      fixture.accepted("settles");
      running.set(Optional.of(fixture));
      fixture.accepted("one");
      fixture.accepted("two");
      running.set(Optional.empty());
      assertThat(heads).containsSubsequence(1L, 2L).doesNotContain(3L);
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
