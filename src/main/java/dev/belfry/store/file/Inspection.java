package dev.belfry.store.file;

import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prints what a store's directory holds, for an operator. Reads only, and may be run beside a
 * service that uses the directory: what it writes meanwhile may look torn then.
 */
public final class Inspection {

  private final Disk disk;
  private final boolean events;
  private final PrintStream out;
  private final Set<String> problems = new HashSet<>();

  private Inspection(Disk disk, boolean events, PrintStream out) {
    this.disk = disk;
    this.events = events;
    this.out = out;
  }

  /**
   * Runs the command: a directory, and {@code --events} if each event is to be printed.
   *
   * @return what the process is to exit with: 0, 1 if something is damaged, 2 if nothing was read
   */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    List<String> directories = arguments.stream().filter(a -> !a.startsWith("--")).toList();
    List<String> options = arguments.stream().filter(a -> a.startsWith("--")).toList();
    if (directories.size() != 1 || !Set.of("--events").containsAll(options)) {
      err.println("usage: inspect DIRECTORY [--events]");
      return 2;
    }
    try {
      return print(Path.of(directories.getFirst()), !options.isEmpty(), out) ? 0 : 1;
    } catch (NotDirectoryException e) {
      err.println("not a directory: " + e.getMessage());
    } catch (NoSuchFileException e) {
      err.println("was deleted meanwhile: " + e.getMessage());
    } catch (IOException e) {
      err.println(e.getMessage());
    }
    return 2;
  }

  /**
   * Prints a directory.
   *
   * @param events whether each event is printed, too
   * @return whether nothing in it is damaged or missing
   * @throws IOException if it cannot be read, or is no store's
   */
  static boolean print(Path directory, boolean events, PrintStream out) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    return new Inspection(Directory.readOnly(directory), events, out).print();
  }

  private boolean print() throws IOException {
    boolean hasManifest = disk.names().contains(Manifest.NAME);
    Manifest manifest = hasManifest ? Manifest.read(disk) : null;
    List<String> names = disk.names(); // behind the manifest: what it names is there
    List<String> segments = names.stream().filter(SegmentFormat::isSegment).toList();
    if (segments.isEmpty() && !hasManifest) {
      throw new IOException("no store is in " + disk);
    }
    if (manifest == null) {
      problem(Manifest.NAME + ": is missing or damaged");
      for (String name : segments) {
        print(name);
      }
      return false;
    }
    out.println("epoch " + manifest.epoch());
    List<Manifest.Entry> present = manifest.present(Set.copyOf(names));
    List<String> listed =
        present.stream().map(entry -> SegmentFormat.name(entry.sequence())).toList();
    for (String name : segments) {
      if (listed.contains(name)) {
        print(name);
      } else {
        out.println(name + ": not in the manifest, will be deleted at the next start");
      }
    }
    new Replay(disk, present, step -> {}, this::problem).run(names); // what is missing in between
    return problems.isEmpty();
  }

  private void print(String name) throws IOException {
    SegmentScan scan;
    long length;
    try (Disk.DiskFile file = disk.open(name)) {
      length = file.length();
      scan = SegmentScan.of(file, name);
    }
    out.println(name + ": " + header(scan.header) + ", " + length + " bytes, " + counted(scan));
    out.println(
        "  durable to byte "
            + scan.durable()
            + ", records to byte "
            + scan.end()
            + (scan.dirty() && scan.end() >= scan.durable()
                ? ", behind them what was never acknowledged"
                : ""));
    scan.findings.forEach(this::problem);
    if (events) {
      scan.records.forEach(found -> print(found.at(), found.stored()));
    }
  }

  private static String header(SegmentFormat.@Nullable Header header) {
    return header == null
        ? "no header"
        : "version " + header.version() + ", epoch " + header.epoch();
  }

  private static String counted(SegmentScan scan) {
    long first = 0;
    long last = 0;
    long deletions = 0;
    for (SegmentScan.Found found : scan.records) {
      switch (found.stored()) {
        case StoredRecord.Positioned positioned -> {
          first = first == 0 ? positioned.first() : first;
          last = positioned.last();
        }
        case StoredRecord.Deleted _ -> deletions++;
      }
    }
    return (first == 0 ? "no events" : "events " + first + " to " + last)
        + (deletions == 0 ? "" : ", deletions: " + deletions);
  }

  private void print(int at, StoredRecord stored) {
    switch (stored) {
      case StoredRecord.Accepted accepted -> {
        long position = accepted.first();
        int index = 0;
        for (Post post : accepted.posts()) {
          boolean trimmed = accepted.trimmed().contains(index++);
          print(at, accepted, position++, post, trimmed ? " (has left)" : retention(post));
        }
      }
      case StoredRecord.Trimmed trimmed ->
          out.println(
              "  " + at + " events " + trimmed.first() + " to " + trimmed.last() + " have left");
      case StoredRecord.Deleted deleted ->
          out.println("  " + at + " deleted " + deleted.topic() + " " + deleted.position());
    }
  }

  private static String retention(Post post) {
    return post.retain() ? "" : " (not retained)";
  }

  private void print(
      int at, StoredRecord.Accepted accepted, long position, Post post, String retention) {
    EventType type = post.type();
    out.println(
        "  %d event %d %s %s%s%s, %d bytes%s"
            .formatted(
                at,
                position,
                accepted.publishedAt(),
                post.topic(),
                type == null ? "" : " " + type.value(),
                retention,
                post.data().length(),
                accepted.key() == null ? "" : ", with a key"));
  }

  private void problem(String what) {
    if (problems.add(what)) {
      out.println("! " + what);
    }
  }
}
