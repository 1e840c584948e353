package dev.belfry.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who may read what the store keeps. */
@ExtendWith(OutputCaptureExtension.class)
final class OwnerOnlyTest {

  @TempDir private Path folder;

  private Path directory;

  @BeforeEach
  void nameDirectory() {
    directory = folder.resolve("a/b");
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void setRights(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  private Map<String, String> rightsOfFiles() throws IOException {
    Map<String, String> rights = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        rights.put(file.getFileName().toString(), rights(file));
      }
    }
    return rights;
  }

  private void fill() {
    try (StoreFixture fixture = StoreFixture.on(Directory.locked(directory))) {
      for (int i = 0; i < 40; i++) { // more than two segments
        fixture.accepted("x".repeat(60_000));
      }
    }
  }

  private void compactTheFirst() throws IOException {
    try (Directory disk = Directory.locked(directory)) {
      List<Manifest.Entry> entries = Objects.requireNonNull(Manifest.read(disk)).segments();
      AllBut unwanting = new AllBut();
      LongStream.rangeClosed(1, 40).forEach(unwanting.unwanted::add);
      Compaction.Source first =
          new Compaction.Source(entries.getFirst(), entries.get(1).base(), false);
      assertThat(Compaction.compact(disk, unwanting, first, SegmentFormat.newName(99)))
          .isEqualTo(8192);
    }
  }

  @Test
  void whatTheStoreMakes_isItsOwners(CapturedOutput output) throws Exception {
    fill();
    compactTheFirst();
    assertThat(rightsOfFiles()).containsKeys("0000000001.segment", "manifest", "lock");
    assertThat(rightsOfFiles().keySet()).anyMatch(name -> name.endsWith(".new")); // the spare
    assertThat(rightsOfFiles().values()).containsOnly("rw-------");
    assertThat(rights(directory)).isEqualTo("rwx------");
    assertThat(output).doesNotContain("chmod");
  }

  /** It may have been made by an older version, or copied back. */
  @Test
  void aStoreThatOthersCouldRead_isTakenFromThem(CapturedOutput output) throws Exception {
    fill();
    List<String> names = new ArrayList<>(rightsOfFiles().keySet());
    for (String name : names) {
      setRights(directory.resolve(name), "rw-r--r--");
    }
    Files.createFile(directory.resolve("manifest.new"));
    setRights(directory.resolve("manifest.new"), "rw-rw-rw-");
    setRights(Files.createFile(directory.resolve("notes.txt")), "rw-r--r--");
    fill();
    Map<String, String> rights = rightsOfFiles();
    assertThat(rights.remove("notes.txt")).as("no file of the store's").isEqualTo("rw-r--r--");
    assertThat(rights.values()).containsOnly("rw-------");
    assertThat(output).doesNotContain("chmod");
  }

  @Test
  void aDirectoryThatOthersMayList_isToldWithTheCommandThatMendsIt(CapturedOutput output)
      throws Exception {
    Files.createDirectories(directory);
    setRights(directory, "rwxr-xr-x");
    fill();
    assertThat(output)
        .containsOnlyOnce(
            "every user of this machine may list the files in "
                + directory
                + " (rwxr-xr-x); as its owner, run: chmod 700 "
                + directory);
    assertThat(rights(directory)).as("shared on purpose, perhaps").isEqualTo("rwxr-xr-x");
    assertThat(rightsOfFiles().values()).containsOnly("rw-------");
    setRights(directory, "rwxrwxrwx");
    fill();
    assertThat(output).containsOnlyOnce("may delete files in " + directory);
  }

  @Test
  void aDirectoryThatAGroupMayRead_isNotTold(CapturedOutput output) throws Exception {
    Files.createDirectories(directory);
    setRights(directory, "rwxrwx--x");
    fill();
    assertThat(output).doesNotContain("chmod");
  }

  @Test
  void aFileThatALinkLeadsTo_keepsItsRights() throws Exception {
    Path other = Files.createFile(folder.resolve("other"));
    setRights(other, "rw-r--r--");
    Files.createDirectories(directory);
    Files.createSymbolicLink(directory.resolve(SegmentFormat.newName(7)), other);
    fill();
    assertThat(rights(other)).isEqualTo("rw-r--r--");
  }

  /** The file system of a ZIP file has none. */
  @Test
  void aFileSystemWithoutPermissions_isLeftToItsOwnRules(CapturedOutput output) throws Exception {
    Path zip = folder.resolve("file.zip");
    try (FileSystem without = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path inside = Files.createDirectory(without.getPath("/store"));
      assertThat(OwnerOnly.newFile(inside)).isEmpty();
      assertThat(OwnerOnly.newDirectory(inside)).isEmpty();
      Files.createFile(inside.resolve("manifest"), OwnerOnly.newFile(inside));
      OwnerOnly.tighten(inside, List.of("manifest"));
    }
    assertThat(output).doesNotContain("chmod");
  }
}
