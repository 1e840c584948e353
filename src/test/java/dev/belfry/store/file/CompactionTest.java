package dev.belfry.store.file;

import static dev.belfry.store.file.StoreFixture.A;
import static dev.belfry.store.file.StoreFixture.accepted;
import static dev.belfry.store.file.StoreFixture.key;
import static dev.belfry.store.file.StoreFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.event.Epoch;
import dev.belfry.event.EventData;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is retained stays when the segment that it stands in gives back the rest. */
final class CompactionTest {

  private static final TopicName QUIET = new TopicName("quiet");
  private static final String LARGE = "x".repeat(60_000);
  private static final String NEW = SegmentFormat.newName(99);

  /** Where the second segment that {@link #filled} makes begins. */
  private static final long SECOND = 22;

  private final CrashDisk disk = new CrashDisk();
  private final AllBut wanting = new AllBut();

  /** Fills two segments and a bit: position 2 is of another topic, 4 has a key, 5 is deleted. */
  private void filled() {
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      fixture.accepted(LARGE);
      accepted(fixture.store.append(List.of(quiet(true)), null));
      accepted(fixture.store.append(List.of(quiet(false)), null));
      accepted(fixture.store.append(List.of(post("keyed")), key(1, 1)));
      fixture.accepted("deleted");
      assertThat(fixture.delete(fixture.fed.all().get(4))).isEqualTo(new DeleteOutcome.Deleted());
      for (int i = 6; i <= 40; i++) {
        fixture.accepted(LARGE);
      }
    }
    LongStream.rangeClosed(1, 40).filter(i -> i != 2).forEach(wanting.unwanted::add);
  }

  private static Post quiet(boolean retain) {
    return new Post(QUIET, null, EventData.text("kept".getBytes(StandardCharsets.UTF_8)), retain);
  }

  private static List<Manifest.Entry> entries(CrashDisk disk) throws IOException {
    return Objects.requireNonNull(Manifest.read(disk)).segments();
  }

  private static long compact(CrashDisk disk, AllBut wanting, boolean keys) throws IOException {
    List<Manifest.Entry> entries = entries(disk);
    return compact(disk, wanting, entries.getFirst(), entries.get(1).base(), keys);
  }

  private static long compact(
      CrashDisk disk, AllBut wanting, Manifest.Entry entry, long limit, boolean keys)
      throws IOException {
    return Compaction.compact(disk, wanting, new Compaction.Source(entry, limit, keys), NEW);
  }

  @Test
  void leavesWhatIsWanted_andSaysWhatHasLeft() throws Exception {
    filled();
    assertThat(compact(disk, wanting, false)).isEqualTo(8192);
    assertThat(disk.bytes(SegmentFormat.name(1))).hasSize(8192);
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.texts().getFirst()).isEqualTo("kept");
      assertThat(fixture.fed.events.keySet()).startsWith(2L, SECOND).doesNotContain(1L, 5L);
      assertThat(fixture.fed.trimmed).containsOnly(Map.entry(A, SECOND - 1));
      assertThat(fixture.fed.head()).isEqualTo(40);
      assertThat(fixture.accepted("later").position()).isEqualTo(41);
    }
  }

  @Test
  void aSecondTimeThereIsLess() throws Exception {
    filled();
    LongStream.rangeClosed(6, 16).forEach(wanting.unwanted::remove);
    long once = compact(disk, wanting, false);
    assertThat(once).isBetween(11 * 60_000L, 12 * 60_000L);
    assertThat(compact(disk, wanting, false)).isEqualTo(once); // there is nothing to give back
    LongStream.rangeClosed(6, 15).forEach(wanting.unwanted::add);
    assertThat(compact(disk, wanting, false)).isLessThan(2 * 60_000L);
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.fed.events.keySet()).startsWith(2L, 16L);
      assertThat(fixture.fed.head()).isEqualTo(40);
    }
  }

  @Test
  void aKeyIsStillKnown() throws Exception {
    filled();
    compact(disk, wanting, true);
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.fed.events.keySet()).startsWith(2L, 4L);
      AppendOutcome again = fixture.store.append(List.of(post("keyed")), key(1, 1));
      assertThat(((AppendOutcome.Appended) again).replayed()).isTrue();
      assertThat(accepted(again).getFirst().position()).isEqualTo(4);
    }
  }

  @Test
  void aDeletedEventStaysAway() throws Exception {
    filled();
    wanting.unwanted.remove(5L); // it has its place
    compact(disk, wanting, false);
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.fed.events.keySet()).startsWith(2L).doesNotContain(5L);
    }
  }

  @Test
  void whatIsNearlyAllWanted_orDamaged_staysAsItIs() throws Exception {
    filled();
    byte[] before = disk.bytes(SegmentFormat.name(1)).clone();
    LongStream.rangeClosed(1, 19).forEach(wanting.unwanted::remove);
    assertThat(compact(disk, wanting, false)).isEqualTo(before.length);
    assertThat(disk.bytes(SegmentFormat.name(1))).isEqualTo(before);
    LongStream.rangeClosed(1, 19).forEach(wanting.unwanted::add);
    disk.bytes(SegmentFormat.name(1))[10_000] ^= 1;
    assertThat(compact(disk, wanting, false)).isEqualTo(before.length);
    assertThat(disk.names()).doesNotContain(NEW);
  }

  /** Or the store would count what it gave back long ago, and drop its oldest for it. */
  @Test
  void aCompactionThatFailedAfterAllIsCountedTheNextTime() throws Exception {
    filled();
    disk.fault((operation, name) -> {
      if (operation.equals("renamed")) {
        throw new IOException("Input/output error");
      }
    });
    assertThatThrownBy(() -> compact(disk, wanting, false)).hasMessage("Input/output error");
    disk.fault((operation, name) -> {});
    assertThat(compact(disk, wanting, false)).isEqualTo(8192);
  }

  /** Of 40 MB little is retained by the new retention, which is told from the start on. */
  @Test
  void aSmallerRetentionCostsNothingThatItHolds() throws Exception {
    List<Long> wanted = new ArrayList<>();
    List<Long> unwanted = new ArrayList<>();
    try (StoreFixture fixture = StoreFixture.on(disk, 64 << 20)) {
      for (int i = 1; i <= 700; i++) {
        (i % 100 == 1 ? wanted : unwanted).add(fixture.accepted(LARGE).position());
      }
    }
    try (StoreFixture fixture = StoreFixture.on(disk, 4 << 20)) {
      fixture.fed.unwanted.addAll(unwanted);
      for (int i = 0; i < 150; i++) { // segments are begun ahead of the first pass
        fixture.fed.unwanted.add(fixture.accepted(LARGE).position());
      }
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (fixture.store.diskBytes() > 14 << 20) { // the newest has eight
        assertThat(System.nanoTime()).isLessThan(end);
        fixture.advance(Duration.ofMinutes(11));
        fixture.fed.unwanted.add(fixture.accepted("so that the store looks at it").position());
      }
    }
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.fed.events.keySet()).containsAll(wanted);
    }
  }

  /** What stands behind the next segment's first position was never acknowledged. */
  @Test
  void whatDoesNotCountDoesNotComeBack() throws Exception {
    filled();
    compact(disk, wanting, entries(disk).getFirst(), 10, false);
    SegmentScan scan;
    try (Disk.DiskFile file = disk.open(SegmentFormat.name(1))) {
      scan = SegmentScan.of(file, "");
    }
    assertThat(scan.records.getLast().stored())
        .isInstanceOfSatisfying(
            StoredRecord.Trimmed.class, trimmed -> assertThat(trimmed.last()).isEqualTo(9));
  }

  @Test
  void aPowerCutAtAnyMomentLosesNothingThatIsWanted() throws Exception {
    filled();
    CrashDisk running = disk.kill();
    List<CrashDisk> cuts = new ArrayList<>();
    Random chance = new Random(1);
    running.fault((operation, name) -> {
      for (int i = 0; i < 5; i++) {
        cuts.add(running.cut(chance));
      }
    });
    compact(running, wanting, false);
    assertThat(cuts).hasSizeGreaterThan(40);
    for (CrashDisk cut : cuts) {
      try (StoreFixture fixture = StoreFixture.on(cut)) {
        assertThat(fixture.fed.events).containsKey(2L);
        assertThat(fixture.fed.events.keySet()).contains(SECOND, 40L);
        assertThat(fixture.fed.head()).isEqualTo(40);
        assertThat(fixture.fed.epoch()).isEqualTo(epoch());
      }
    }
  }

  private Epoch epoch() throws IOException {
    return Objects.requireNonNull(Manifest.read(disk)).epoch();
  }

  @Test
  void aDiskThatFailsAtAnyMomentLosesNothingThatIsWanted() throws Exception {
    filled();
    AtomicLong operations = new AtomicLong();
    for (int failing = 1; operations.get() < 1_000; failing++) {
      CrashDisk running = disk.kill();
      int last = failing;
      operations.set(0);
      running.fault((operation, name) -> {
        if (operations.incrementAndGet() == last) {
          throw new IOException("No space left on device");
        }
      });
      try {
        compact(running, wanting, false);
        operations.set(1_000); // it had fewer
      } catch (IOException e) {
        assertThat(e).hasMessage("No space left on device");
      }
      running.fault((operation, name) -> {});
      try (StoreFixture fixture = StoreFixture.on(running)) {
        assertThat(fixture.fed.events).containsKey(2L);
        assertThat(fixture.fed.head()).isEqualTo(40);
      }
    }
  }

  /** Of a batch to a busy topic and to a quiet one, the quiet one's event alone is kept. */
  @Test
  void ofABatchWhatIsWantedStays() throws Exception {
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 20; i++) {
        accepted(fixture.store.append(List.of(post(LARGE), quiet(true)), null));
      }
    }
    LongStream.rangeClosed(0, 19).forEach(i -> wanting.unwanted.add(2 * i + 1));
    assertThat(compact(disk, wanting, false)).isEqualTo(8192);
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.fed.head()).isEqualTo(40);
      assertThat(fixture.texts()).filteredOn("kept"::equals).hasSize(20);
      assertThat(fixture.fed.all().getFirst().post().retain()).isFalse();
      assertThat(fixture.fed.trimmed.get(A)).isEqualTo(entries(disk).get(1).base() - 2);
    }
  }

  /**
   * One small event is retained of each segment, and the power is cut again and again: whatever was
   * acknowledged is there.
   */
  @Test
  void smallEventsFarApartStay() throws Exception {
    Set<Long> wanted = ConcurrentHashMap.newKeySet();
    List<String> lost = Collections.synchronizedList(new ArrayList<>());
    Random chance = new Random(2);
    AtomicLong operations = new AtomicLong();
    CrashDisk running = new CrashDisk();
    running.fault((operation, name) -> {
      if (operations.incrementAndGet() % 97 == 0) {
        Set<Long> acknowledged = Set.copyOf(wanted);
        try (StoreFixture fixture = StoreFixture.on(running.cut(chance))) {
          if (!fixture.fed.events.keySet().containsAll(acknowledged)) {
            lost.add(operation + " " + name + " " + fixture.fed.events.keySet());
          }
        }
      }
    });
    try (StoreFixture fixture = StoreFixture.on(running)) {
      for (int i = 0; i < 60; i++) {
        wanted.add(fixture.accepted("small").position());
        fixture.fed.unwanted.add(fixture.accepted("x".repeat(1_000_000)).position());
        awaitRoom(fixture);
      }
    }
    assertThat(lost).isEmpty();
    try (StoreFixture fixture = StoreFixture.on(running.kill())) {
      assertThat(fixture.fed.start()).isZero();
      assertThat(fixture.fed.events.keySet()).containsAll(wanted);
    }
  }

  /** Nothing could be compacted for as long as the keys were remembered. */
  @Test
  void itGoesOnOnceKeysAreForgotten() {
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 100; i++) {
        List<Post> posts = List.of(post("k".repeat(160_000)));
        accepted(fixture.store.append(posts, key(i, 1))); // wanted
      }
      LongStream.rangeClosed(1, 100).forEach(fixture.fed.unwanted::add);
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (fixture.store.diskBytes() > StoreFixture.BYTES) {
        assertThat(System.nanoTime()).isLessThan(end);
        fixture.advance(Duration.ofHours(8)); // a pass that was under way took long by this clock
        fixture.fed.unwanted.add(fixture.accepted("so that the store looks at it").position());
      }
    }
  }

  @Test
  void itGoesOnAfterAnError() {
    AtomicBoolean once = new AtomicBoolean();
    disk.fault((operation, name) -> {
      if (Thread.currentThread().getName().equals("belfry-store-background")
          && operation.equals("open")
          && once.compareAndSet(false, true)) {
        throw new IllegalStateException("planted");
      }
    });
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 400; i++) {
        fixture.fed.unwanted.add(fixture.accepted(LARGE).position());
        awaitRoom(fixture);
      }
      assertThat(once).isTrue();
    }
  }

  /** Each segment seems to take a minute, so that a pause would last longer than this test. */
  @Test
  void noPauseIsMadeNearTheLimit() {
    AtomicReference<Optional<StoreFixture>> running = new AtomicReference<>(Optional.empty());
    disk.fault((operation, name) -> {
      if (operation.equals("open")) {
        running.get().ifPresent(fixture -> fixture.advance(Duration.ofMinutes(1)));
      }
    });
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      running.set(Optional.of(fixture));
      for (int i = 0; i < 400; i++) {
        fixture.fed.unwanted.add(fixture.accepted(LARGE).position());
        awaitRoom(fixture);
      }
    }
  }

  /** Of 60 MB one event in a hundred is retained, and none of these is lost by a restart. */
  @Test
  void aStoreKeepsWhatIsRetained_howeverMuchElseIsPublished() throws Exception {
    List<Long> wanted = new ArrayList<>();
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 1; i <= 1_000; i++) {
        long position = fixture.accepted(LARGE).position();
        (i % 100 == 0 ? wanted : fixture.fed.unwanted).add(position);
        awaitRoom(fixture);
      }
    }
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.fed.start()).isZero();
      assertThat(fixture.fed.head()).isGreaterThanOrEqualTo(1_000);
      assertThat(fixture.fed.events.keySet()).containsAll(wanted);
      assertThat(fixture.store.diskBytes()).isLessThan(2 * StoreFixture.BYTES);
    }
  }

  /** The publisher is faster than the compaction here: it waits, lest segments be dropped. */
  private static void awaitRoom(StoreFixture fixture) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (fixture.store.diskBytes() > 2 * StoreFixture.BYTES - (3 << 20)) {
      assertThat(System.nanoTime()).isLessThan(end);
      fixture.fed.unwanted.add(fixture.accepted("so that the store looks at it").position());
    }
  }
}
