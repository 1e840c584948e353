package dev.belfry.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes use, seen through {@code /proc}. */
record Usage(List<Long> pids) {

  /** The kernel counts CPU time for user space in hundredths of a second on every platform. */
  private static final double TICKS_PER_SECOND = 100;

  /** Returns the CPU seconds spent so far, user and system. */
  double cpuSeconds() {
    double sum = 0;
    for (long pid : pids) {
      String stat = read(pid, "stat");
      // the name in brackets may hold anything, so count the fields behind it
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }
    return sum;
  }

  /** Returns the memory in MB, pages shared with other processes counted in proportion. */
  double pssMegabytes() {
    long kilobytes = 0;
    for (long pid : pids) {
      kilobytes +=
          read(pid, "smaps_rollup")
              .lines()
              .filter(line -> line.startsWith("Pss:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
    }
    return kilobytes / 1024.0;
  }

  /** Returns how many files are open, connections among them. */
  int openFiles() {
    int sum = 0;
    for (long pid : pids) {
      String[] open = new File("/proc/" + pid + "/fd").list();
      sum += open == null ? 0 : open.length;
    }
    return sum;
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new BenchmarkException("cannot read " + file + " of process " + pid, e);
    }
  }
}
