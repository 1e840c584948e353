package dev.belfry.store.file;

import static dev.belfry.store.file.StoreFixture.accepted;
import static dev.belfry.store.file.StoreFixture.key;
import static dev.belfry.store.file.StoreFixture.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.store.DeleteOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is shown of a directory. */
final class InspectionTest {

  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int inspect(String... options) {
    List<String> arguments = new ArrayList<>(List.of(directory.toString()));
    arguments.addAll(Arrays.asList(options));
    out.reset();
    err.reset();
    return Inspection.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String printed() {
    return out.toString(UTF_8);
  }

  private StoreFixture store() {
    return StoreFixture.on(Directory.locked(directory));
  }

  private void fill(int large) {
    try (StoreFixture fixture = store()) {
      for (int i = 0; i < large; i++) {
        fixture.accepted("x".repeat(60_000));
      }
    }
  }

  private void write(String name, long at, ByteBuffer bytes) throws IOException {
    try (FileChannel file = FileChannel.open(directory.resolve(name), StandardOpenOption.WRITE)) {
      file.write(bytes, at);
    }
  }

  @Test
  void aSoundDirectory() {
    try (StoreFixture fixture = store()) {
      fixture.accepted("one");
      accepted(fixture.store.append(List.of(post("two"), post("three")), key(1, 1)));
      assertThat(fixture.delete(fixture.fed.all().getFirst()))
          .isEqualTo(new DeleteOutcome.Deleted());
      assertThat(inspect()).isZero(); // while it is in use
    }
    assertThat(inspect()).isZero();
    assertThat(printed())
        .contains("epoch e", "0000000001.segment: version 2", "events 1 to 3, deletions: 1")
        .doesNotContain(" event 1 ", "!");
    assertThat(inspect("--events")).isZero();
    assertThat(printed())
        .contains("event 1 2026-11-21T12:00:00Z a, 3 bytes")
        .contains("event 3 2026-11-21T12:00:00Z a, 5 bytes, with a key")
        .contains("deleted a 1");
  }

  @Test
  void aDamagedEvent() throws Exception {
    fill(3);
    write("0000000001.segment", 5_000, ByteBuffer.wrap(new byte[] {1}));
    assertThat(inspect()).isEqualTo(1);
    assertThat(printed())
        .contains("! 0000000001.segment: damaged from byte 4096 to ")
        .contains("! the event at position 1 is lost");
  }

  @Test
  void aMissingSegment() throws Exception {
    fill(40);
    List<String> segments;
    try (Stream<Path> files = Files.list(directory)) {
      segments =
          files
              .map(file -> file.getFileName().toString())
              .filter(SegmentFormat::isSegment)
              .sorted()
              .toList();
    }
    assertThat(segments).hasSize(3);
    Files.delete(directory.resolve(segments.get(1)));
    assertThat(inspect()).isEqualTo(1);
    assertThat(printed())
        .contains("! " + segments.get(1) + ": is missing")
        .contains("! the events at the positions 18 to 34 are lost");
    Files.delete(directory.resolve(segments.get(0))); // as if both were dropped
    assertThat(inspect()).isZero();
    Files.delete(directory.resolve(segments.get(2)));
    assertThat(inspect()).isEqualTo(1);
    assertThat(printed()).contains("! " + segments.get(2) + ": is missing");
  }

  /** The mark of a sealed segment may be behind the truth: then the next one's begin tells. */
  @Test
  void aSealedSegmentThatEndsTooEarly() throws Exception {
    fill(20);
    int last;
    try (Directory disk = Directory.readOnly(directory);
        Disk.DiskFile file = disk.open("0000000001.segment")) {
      last = SegmentScan.of(file, "").records.getLast().at();
    }
    write("0000000001.segment", last + 4, ByteBuffer.allocate(4));
    write("0000000001.segment", SegmentFormat.RECOVERY_POINT, SegmentFormat.recoveryPoint(last));
    assertThat(inspect()).isEqualTo(1);
    assertThat(printed()).contains("! the event at position 17 is lost");
  }

  @Test
  void aDamagedManifest() throws Exception {
    fill(3);
    write("manifest", 10, ByteBuffer.wrap(new byte[] {1}));
    assertThat(inspect()).isEqualTo(1);
    assertThat(printed()).contains("! manifest: is missing or damaged", "events 1 to 3");
  }

  @Test
  void whatIsNoStore() throws Exception {
    assertThat(inspect()).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("no store is in " + directory);
    assertThat(inspect("--all")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("usage: ");
    Files.writeString(directory.resolve("file"), "");
    assertThat(Inspection.run(List.of(directory + "/file"), System.out, System.err)).isEqualTo(2);
  }

  @Test
  void aNewerVersion() throws Exception {
    fill(1);
    Path manifest = directory.resolve("manifest");
    String text = Files.readString(manifest).replaceAll("checksum .*\n", "");
    String newer = text.replace("version 2", "version 3");
    CRC32C crc = new CRC32C();
    crc.update(newer.getBytes(UTF_8));
    Files.writeString(manifest, newer + "checksum " + Long.toHexString(crc.getValue()) + "\n");
    assertThat(inspect()).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("manifest is of version 3");
  }
}
