package dev.belfry.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What is acknowledged is there again, or it is told that it is not: whatever happens to the files.
 */
final class DamageTest {

  private final CrashDisk disk = new CrashDisk();
  private final Map<Long, Event> acknowledged = new TreeMap<>();
  private Epoch epoch = new Epoch("none");

  private void fill(int events) {
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      epoch = fixture.fed.epoch();
      for (int i = 1; i <= events; i++) {
        Event event = fixture.accepted("event " + i);
        acknowledged.put(event.position(), event);
      }
    }
  }

  /**
   * Under the same epoch, everything that is fed is as it was, what is not is told, and the end is
   * where it was. Under a new one, clients are told anyway.
   *
   * @return whether everything is there
   */
  private boolean isToldOfWhatIsMissing(CrashDisk hurt) {
    try (StoreFixture fixture = StoreFixture.on(hurt)) {
      for (Event event : fixture.fed.all()) {
        Event before = Objects.requireNonNull(acknowledged.get(event.position()));
        assertThat(event.post()).isEqualTo(before.post());
      }
      if (fixture.fed.epoch().equals(epoch)) {
        assertThat(fixture.fed.head()).isEqualTo(acknowledged.size());
      }
      boolean whole =
          fixture.fed.epoch().equals(epoch)
              && fixture.fed.events.keySet().equals(acknowledged.keySet());
      long next = fixture.fed.head() + 1;
      assertThat(fixture.accepted("later").position()).isEqualTo(next);
      return whole;
    }
  }

  /** What was accepted behind the damage survives the next stop. */
  private static void keepsWhatComesLater(CrashDisk hurt) {
    try (StoreFixture fixture = StoreFixture.on(hurt.kill())) {
      assertThat(fixture.texts()).endsWith("later");
    }
  }

  @Test
  void aFlippedBitIsNeverSilent() {
    fill(20);
    String segment = SegmentFormat.name(1);
    int end = 0;
    byte[] bytes = disk.bytes(segment);
    for (int at = 0; at < bytes.length; at++) {
      end = bytes[at] == 0 ? end : at + 1;
    }
    int silent = 0;
    for (int at = 0; at < end; at++) {
      if (at >= 128 && at < SegmentFormat.RECORDS) {
        continue; // nothing is there
      }
      CrashDisk hurt = disk.kill();
      hurt.bytes(segment)[at] ^= (byte) (1 << (at % 8));
      boolean whole = isToldOfWhatIsMissing(hurt);
      silent += whole && at >= SegmentFormat.RECORDS ? 1 : 0;
    }
    assertThat(silent).as("bits of records that nobody missed").isZero();
  }

  @Test
  void whatIsIntactIsServed() {
    fill(20);
    CrashDisk hurt = disk.kill();
    hurt.bytes(SegmentFormat.name(1))[SegmentFormat.RECORDS + 10 * 48] ^= 1;
    try (StoreFixture fixture = StoreFixture.on(hurt)) {
      assertThat(fixture.fed.epoch()).isEqualTo(epoch);
      assertThat(fixture.fed.all()).hasSize(19);
      assertThat(fixture.fed.head()).isEqualTo(20);
    }
  }

  @Test
  void aTruncatedFileIsNeverSilent() {
    fill(20);
    String segment = SegmentFormat.name(1);
    for (int length : List.of(0, 10, 100, 4096, 4100, 4200, 4500, 5000, 1 << 19)) {
      CrashDisk hurt = disk.kill();
      hurt.truncate(segment, length);
      isToldOfWhatIsMissing(hurt);
      keepsWhatComesLater(hurt);
    }
  }

  @Test
  void aMissingSegmentIsNeverSilent() throws Exception {
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      epoch = fixture.fed.epoch();
      for (int i = 1; i <= 60; i++) {
        Event event = fixture.accepted("x".repeat(60_000));
        acknowledged.put(event.position(), event);
      }
    }
    List<String> segments = disk.segments();
    assertThat(segments).hasSizeGreaterThan(2);
    for (String segment : segments) {
      CrashDisk hurt = disk.kill();
      hurt.delete(segment);
      assertThat(isToldOfWhatIsMissing(hurt)).as(segment).isFalse();
      keepsWhatComesLater(hurt);
    }
  }

  /** A tail that never counted, because the next segment was begun in its place, stays away. */
  @Test
  void aMissingSuccessorBringsNoUnacknowledgedTailBack() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    disk.fault((operation, name) -> {
      if (broken.get() && operation.equals("sync")) {
        throw new IOException("Input/output error");
      }
    });
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      fixture.accepted("one");
      broken.set(true);
      fixture.append("never acknowledged");
      broken.set(false);
      fixture.advance(Writer.TRY_AGAIN);
      fixture.accepted("two");
      for (int i = 0; i < 20; i++) {
        fixture.accepted("x".repeat(60_000));
      }
    }
    List<String> segments = disk.segments();
    assertThat(segments).hasSize(3);
    CrashDisk hurt = disk.kill();
    hurt.delete(segments.get(1));
    for (int start = 0; start < 3; start++) {
      try (StoreFixture fixture = StoreFixture.on(hurt)) {
        assertThat(fixture.texts()).contains("one").doesNotContain("never acknowledged", "two");
      }
      hurt = hurt.kill();
    }
  }

  @Test
  void nothingIsWrongWithAStoreThatWasKilled() throws Exception {
    fill(20);
    CrashDisk killed = disk.kill();
    assertThat(Recovery.recover(killed, () -> new Epoch("new")).findings()).isEmpty();
    assertThat(Manifest.read(killed))
        .isEqualTo(new Manifest(epoch, List.of(new Manifest.Entry(1, 1))));
  }

  @Test
  void aDamagedManifestIsANewEpoch_andLosesNoEvent() {
    fill(20);
    for (int at = 0; at < disk.bytes(Manifest.NAME).length; at++) {
      CrashDisk hurt = disk.kill();
      hurt.bytes(Manifest.NAME)[at] ^= 1;
      assertThat(isToldOfWhatIsMissing(hurt)).isFalse();
      try (StoreFixture fixture = StoreFixture.on(hurt.kill())) {
        assertThat(fixture.fed.epoch()).isNotEqualTo(epoch);
        assertThat(fixture.texts()).hasSize(21);
      }
    }
  }

  /**
   * Two segments begin with the same position, since the first group of one had failed. Without the
   * manifest their numbers tell which of them counts, also where the other one had been made ahead.
   */
  @Test
  void ofTwoSegmentsThatBeginAlikeTheOneThatCountsIsServed() throws Exception {
    String large = "x".repeat(2 << 20);
    AtomicInteger syncs = new AtomicInteger();
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      fixture.accepted("one");
      awaitSpare();
      disk.fault((operation, name) -> {
        // that of the header comes first
        boolean ofLarge = operation.equals("sync") && name.equals(SegmentFormat.newName(3));
        if (ofLarge && syncs.incrementAndGet() == 2) {
          throw new IOException("Input/output error");
        }
      });
      assertThat(fixture.append(large)).isEqualTo(new Refusal.Unknown());
      fixture.advance(Writer.TRY_AGAIN);
      fixture.accepted("two");
      assertThat(syncs).hasValueGreaterThanOrEqualTo(2);
    }
    CrashDisk hurt = disk.kill();
    hurt.delete(Manifest.NAME);
    try (StoreFixture fixture = StoreFixture.on(hurt)) {
      assertThat(fixture.texts()).containsExactly("one", "two");
    }
  }

  private void awaitSpare() {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (disk.names().stream().noneMatch(name -> name.endsWith(".new"))) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** Nobody can know what stood in it, nor that it was the last. */
  @Test
  void aDamagedHeaderBesideADamagedManifestIsANewEpoch() {
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      epoch = fixture.fed.epoch();
      awaitSpare(); // it becomes the second one
      for (int i = 0; i < 20; i++) {
        fixture.accepted("x".repeat(60_000));
      }
    }
    CrashDisk hurt = disk.kill();
    hurt.bytes(Manifest.NAME)[30] ^= 1;
    hurt.bytes(SegmentFormat.name(2))[20] ^= 1;
    try (StoreFixture fixture = StoreFixture.on(hurt)) {
      assertThat(fixture.fed.epoch()).isNotEqualTo(epoch);
      assertThat(fixture.texts()).hasSizeGreaterThan(10);
      assertThat(hurt.names()).contains(SegmentFormat.name(2)); // for whoever wants to look at it
    }
  }

  /** Whether a deletion was there cannot be known where an event beside it is damaged, too. */
  @Test
  void aDeletionThatMayBeDamagedIsSaid() throws Exception {
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      Event one = fixture.accepted("one");
      fixture.accepted("two");
      assertThat(fixture.delete(one)).isEqualTo(new DeleteOutcome.Deleted());
      fixture.accepted("three");
      fixture.accepted("four");
    }
    int deletion = -1;
    try (Disk.DiskFile file = disk.open(SegmentFormat.name(1))) {
      for (SegmentScan.Found found : SegmentScan.of(file, "").records) {
        deletion = found.stored() instanceof StoredRecord.Deleted ? found.at() : deletion;
      }
    }
    disk.bytes(SegmentFormat.name(1))[deletion + 9] ^= 1;
    assertThat(Recovery.recover(disk.kill(), () -> new Epoch("new")).findings())
        .anyMatch(finding -> finding.contains("a deleted event is back"));
    int next = deletion;
    while (RecordFormat.lengthAt(ByteBuffer.wrap(disk.bytes(SegmentFormat.name(1))), next) == 0) {
      next++;
    }
    disk.bytes(SegmentFormat.name(1))[next + 9] ^= 1;
    assertThat(Recovery.recover(disk.kill(), () -> new Epoch("new")).findings())
        .anyMatch(finding -> finding.contains("a deleted event is back"));
  }

  @Test
  void aTornLastWriteIsCutOff() throws Exception {
    fill(20);
    for (int torn = 1; torn < 48; torn++) {
      CrashDisk hurt = disk.kill();
      byte[] bytes = hurt.bytes(SegmentFormat.name(1));
      int end = 0;
      for (int at = 0; at < bytes.length; at++) {
        end = bytes[at] == 0 ? end : at + 1;
      }
      // the begin of one more record, behind the mark
      System.arraycopy(bytes, SegmentFormat.RECORDS, bytes, end, torn);
      assertThat(isToldOfWhatIsMissing(hurt)).isTrue();
    }
  }

  @Test
  void aFirstStartThatIsStoppedAtAnyMomentIsNoDamage() throws Exception {
    List<CrashDisk> stopped = new ArrayList<>();
    Random chance = new Random(1);
    disk.fault((operation, name) -> {
      stopped.add(disk.kill());
      stopped.add(disk.cut(chance));
    });
    fill(0);
    assertThat(stopped).hasSizeGreaterThan(10);
    for (CrashDisk left : stopped) {
      assertThat(Recovery.recover(left, () -> new Epoch("new")).findings()).isEmpty();
      try (StoreFixture fixture = StoreFixture.on(left)) {
        assertThat(fixture.accepted("first").position()).isEqualTo(1);
      }
      try (StoreFixture fixture = StoreFixture.on(left.kill())) {
        assertThat(fixture.texts()).containsExactly("first");
      }
    }
  }

  @Test
  void aFirstStartThatIsStoppedTwiceIsNoDamage() throws Exception {
    AtomicReference<CrashDisk> stopped = new AtomicReference<>(disk);
    for (int start = 0; start < 3; start++) {
      CrashDisk running = stopped.get();
      running.fault((operation, name) -> {
        if (operation.equals("renamed") && SegmentFormat.isSegment(name)) {
          stopped.set(running.kill());
        }
      });
      StoreFixture.on(running).close();
    }
    CrashDisk left = stopped.get();
    assertThat(left.segments()).hasSize(1);
    assertThat(Recovery.recover(left, () -> new Epoch("new")).findings()).isEmpty();
  }

  @Test
  void aPowerCutBehindTheFirstStartChangesNothing() {
    Epoch begun;
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      begun = fixture.fed.epoch();
    }
    CrashDisk cut = disk.cut(new Random(1));
    try (StoreFixture fixture = StoreFixture.on(cut)) {
      assertThat(fixture.fed.epoch()).isEqualTo(begun);
      fixture.accepted("later");
    }
    keepsWhatComesLater(cut);
  }

  @Test
  void aPowerCutLosesNothingAcknowledged() {
    Random chance = new Random(4711);
    for (int round = 0; round < 200; round++) {
      CrashDisk running = new CrashDisk();
      acknowledged.clear();
      int events = chance.nextInt(60);
      CrashDisk[] left = new CrashDisk[1];
      int cutAt = chance.nextInt(150);
      int[] operations = new int[1];
      running.fault((operation, name) -> {
        if (operations[0]++ == cutAt) {
          left[0] = running.cut(chance);
        }
      });
      try (StoreFixture fixture = StoreFixture.on(running)) {
        epoch = fixture.fed.epoch();
        for (int i = 1; i <= events && left[0] == null; i++) {
          Event event =
              fixture.accepted(
                  "x".repeat(chance.nextInt(chance.nextInt(3) == 0 ? 120_000 : 2_000)));
          if (left[0] == null) {
            acknowledged.put(event.position(), event);
          }
        }
      }
      CrashDisk after = left[0] == null ? running.cut(chance) : left[0];
      try (StoreFixture fixture = StoreFixture.on(after)) {
        if (!acknowledged.isEmpty()) {
          assertThat(fixture.fed.epoch()).as("round " + round).isEqualTo(epoch);
          assertThat(fixture.fed.events).containsAllEntriesOf(acknowledged);
        }
      }
    }
  }
}
