package dev.belfry.store.file;

import static dev.belfry.store.file.StoreFixture.NOON;
import static dev.belfry.store.file.StoreFixture.accepted;
import static dev.belfry.store.file.StoreFixture.key;
import static dev.belfry.store.file.StoreFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store that was stopped, in whichever way, still knows. */
final class FileStoreTest {

  private static final TopicName B = new TopicName("b");

  @TempDir private Path directory;

  @Test
  void keepsEventsIdsAndEpoch() {
    Post full =
        new Post(B, new EventType("größe"), EventData.json(bytes("{\"a\":[1,\"ü\"]}")), true);
    List<Event> before = new ArrayList<>();
    Epoch epoch;
    try (StoreFixture fixture = open()) {
      epoch = fixture.fed.epoch();
      before.add(fixture.accepted("one\ntwo"));
      before.addAll(accepted(fixture.store.append(List.of(full, post("")), null)));
      assertThat(fixture.fed.all()).isEqualTo(before);
    }
    try (StoreFixture fixture = open()) {
      assertThat(fixture.fed.epoch()).isEqualTo(epoch);
      assertThat(fixture.fed.all()).isEqualTo(before);
      assertThat(fixture.accepted("later").position()).isEqualTo(4);
    }
  }

  @Test
  void keepsThePlaceOfWhatIsNotToBeRetained() {
    try (StoreFixture fixture = open()) {
      accepted(
          fixture.store.append(
              List.of(new Post(B, null, EventData.text(bytes("passing")), false)), null));
      fixture.accepted("retained");
    }
    try (StoreFixture fixture = open()) {
      Event passing = fixture.fed.all().getFirst();
      assertThat(passing.post().retain()).isFalse();
      assertThat(passing.post().data().length()).isZero();
      assertThat(fixture.texts()).containsExactly("", "retained");
    }
  }

  @Test
  void remembersDeletions() {
    try (StoreFixture fixture = open()) {
      fixture.accepted("one");
      Event two = fixture.accepted("two");
      assertThat(fixture.delete(two)).isEqualTo(new DeleteOutcome.Deleted());
      assertThat(fixture.texts()).containsExactly("one");
      fixture.accepted("three");
    }
    try (StoreFixture fixture = open()) {
      assertThat(fixture.texts()).containsExactly("one", "three");
      assertThat(fixture.fed.head()).isEqualTo(3);
    }
  }

  @Test
  void answersAKeyAgainAlsoAfterARestart() {
    Event first;
    try (StoreFixture fixture = open()) {
      first = accepted(fixture.store.append(List.of(post("once")), key(1, 1))).getFirst();
      assertReplayed(fixture, first);
    }
    try (StoreFixture fixture = open()) {
      assertReplayed(fixture, first);
      assertThat(fixture.store.append(List.of(post("other")), key(1, 2)))
          .isEqualTo(new Refusal.KeyReused());
      assertThat(fixture.texts()).containsExactly("once");
    }
  }

  /** As a machine without a battery for its clock has it, until it has asked for the time. */
  @Test
  void aStartByAClockThatIsAhead_forgetsNoKeyThatWasKnown() {
    CrashDisk disk = new CrashDisk();
    try (StoreFixture fixture = StoreFixture.at(NOON.minus(Duration.ofMinutes(11)), disk)) {
      accepted(fixture.store.append(List.of(post("old")), key(1, 1)));
    }
    Event known;
    try (StoreFixture fixture = StoreFixture.at(NOON.minus(Duration.ofMinutes(9)), disk)) {
      known = accepted(fixture.store.append(List.of(post("once")), key(2, 1))).getFirst();
    }
    try (StoreFixture fixture = StoreFixture.at(NOON, disk)) {
      fixture.accepted("newest");
    }
    try (StoreFixture fixture = StoreFixture.at(NOON.plus(Duration.ofDays(400)), disk)) {
      assertReplayed(fixture, 2, known);
      assertThat(fixture.store.find(key(1, 1))).as("was too old when the newest came").isNull();
      fixture.advance(Duration.ofMinutes(2));
      assertThat(fixture.store.find(key(2, 1))).as("time that goes by counts").isNull();
    }
  }

  private static void assertReplayed(StoreFixture fixture, Event first) {
    assertReplayed(fixture, 1, first);
  }

  private static void assertReplayed(StoreFixture fixture, long key, Event first) {
    AppendOutcome again = fixture.store.append(List.of(post("once")), key(key, 1));
    assertThat(again).isInstanceOf(AppendOutcome.Appended.class);
    assertThat(((AppendOutcome.Appended) again).replayed()).isTrue();
    assertThat(accepted(again).getFirst().id()).isEqualTo(first.id());
    assertThat(accepted(again).getFirst().publishedAt()).isEqualTo(first.publishedAt());
  }

  @Test
  void takesRequestsLargerThanASegment() {
    List<Post> posts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      posts.add(post(Integer.toString(i).repeat(60_000)));
    }
    CrashDisk disk = new CrashDisk();
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      fixture.accepted("small");
      accepted(fixture.store.append(posts, null));
      fixture.accepted("small again");
    }
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.fed.head()).isEqualTo(42);
    }
  }

  @Test
  void letsOldSegmentsGoAndStaysWithinItsBytes() {
    CrashDisk disk = new CrashDisk();
    String text = "x".repeat(60_000);
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 1_000; i++) {
        fixture.accepted(text);
        long bytes = fixture.store.diskBytes();
        assertThat(bytes).isLessThanOrEqualTo(2 * StoreFixture.BYTES + (1 << 20));
      }
    }
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.fed.head()).isEqualTo(1_000);
      assertThat(fixture.fed.start()).isPositive();
      assertThat(fixture.texts().size()).isBetween(240, 300);
      assertThat(fixture.accepted("later").position()).isEqualTo(1_001);
    }
  }

  @Test
  void whatIsNotStoredTakesNoSpace() {
    CrashDisk disk = new CrashDisk();
    EventData large = EventData.text(bytes("x".repeat(1 << 20)));
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      for (int i = 0; i < 40; i++) {
        accepted(fixture.store.append(List.of(new Post(B, null, large, false)), null));
      }
    }
    assertThat(disk.names().stream().filter(SegmentFormat::isSegment)).hasSize(1);
  }

  @Test
  void deletionsAloneBeginSegmentsToo() {
    CrashDisk disk = new CrashDisk();
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      Event one = fixture.accepted("one");
      // leaves less room than a deletion may need
      int left = (1 << 20) - SegmentFormat.RECORDS - 2 * 60 - RecordFormat.DELETED_BOUND / 2;
      fixture.accepted("x".repeat(left));
      assertThat(fixture.delete(one)).isEqualTo(new DeleteOutcome.Deleted());
      // larger than what is left of the segment that holds nothing but the deletion
      List<Post> posts = new ArrayList<>();
      for (int i = 0; i < 18; i++) {
        posts.add(post("y".repeat(60_000)));
      }
      accepted(fixture.store.append(posts, null));
    }
    assertThat(disk.names().stream().filter(SegmentFormat::isSegment)).hasSize(3);
    try (StoreFixture fixture = StoreFixture.on(disk.kill())) {
      assertThat(fixture.texts()).doesNotContain("one").hasSize(19);
    }
  }

  @Test
  void refusesWhatNoRecordCanHold() {
    Post large = post("x".repeat(1 << 20));
    try (StoreFixture fixture = StoreFixture.on(new CrashDisk())) {
      assertThat(fixture.store.append(Collections.nCopies(200, large), null))
          .isInstanceOf(Refusal.RequestTooLarge.class);
      fixture.accepted("small");
    }
  }

  @Test
  void keepsSegmentsAsLongAsTheirKeysAreRemembered() {
    CrashDisk disk = new CrashDisk();
    try (StoreFixture fixture = StoreFixture.on(disk)) {
      accepted(fixture.store.append(List.of(post("once")), key(1, 1)));
      for (int i = 0; i < 40; i++) {
        fixture.accepted("x".repeat(60_000));
      }
      fixture.fed.releasedTo = 40;
      fixture.advance(Duration.ofMinutes(9));
      fixture.accepted("wakes the writer");
    }
    CrashDisk next = disk.kill();
    try (StoreFixture fixture = StoreFixture.on(next)) {
      assertThat(fixture.fed.start()).isZero();
      assertReplayed(fixture, fixture.fed.all().getFirst());
      fixture.fed.releasedTo = 40;
      fixture.advance(Duration.ofMinutes(11));
      fixture.accepted("wakes the writer");
    }
    try (StoreFixture fixture = StoreFixture.on(next.kill())) {
      assertThat(fixture.fed.start()).isPositive();
    }
  }

  @Test
  void refusesADirectoryThatAnotherHas() {
    try (StoreFixture _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(UnusableDirectoryException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("belongs to another process")
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }
    open().close();
  }

  @Test
  void makesADirectoryThatIsMissing() {
    Path missing = directory.resolve("a/b");
    try (StoreFixture fixture = StoreFixture.on(Directory.locked(missing))) {
      fixture.accepted("one");
    }
    try (StoreFixture fixture = StoreFixture.on(Directory.locked(missing))) {
      assertThat(fixture.texts()).containsExactly("one");
    }
  }

  @Test
  void refusesAFileInPlaceOfADirectory() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Directory.locked(file))
        .isInstanceOf(UnusableDirectoryException.class)
        .hasMessageContaining("is not a directory");
  }

  @Test
  void refusesANewerVersionAndChangesNothing() throws Exception {
    open().close();
    Path segment = directory.resolve(SegmentFormat.name(1));
    byte[] bytes = Files.readAllBytes(segment);
    SegmentFormat.Header newer =
        new SegmentFormat.Header(SegmentFormat.VERSION + 1, 1, bytes.length, new Epoch("e"));
    SegmentFormat.header(newer).get(bytes, 0, SegmentFormat.header(newer).remaining());
    Files.write(segment, bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(UnusableDirectoryException.class)
        .hasMessageContaining("is of version 3, and this Belfry reads versions up to 2");
    assertThat(Files.readAllBytes(segment)).isEqualTo(bytes);
  }

  private StoreFixture open() {
    return StoreFixture.on(Directory.locked(directory));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
