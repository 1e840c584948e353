package dev.belfry.config;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the process has.
 *
 * @param heap the most that the heap may take, in bytes
 * @param total what the container or the machine has, in bytes
 * @param files how many files may be open
 * @param concurrent whether the collector works beside the service, and keeps books of its own
 */
record Memory(long heap, long total, long files, boolean concurrent) {

  /** So many bytes, as messages tell them: whole megabytes. */
  static String megabytes(long bytes) {
    return (bytes >> 20) + "MB";
  }

  /** What this process has. */
  static Memory ofThisProcess() {
    long total = Long.MAX_VALUE;
    long files = Integer.MAX_VALUE;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      total = system.getTotalMemorySize(); // of the container, if there is one
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      files = unix.getMaxFileDescriptorCount();
    }
    boolean serial =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .anyMatch("MarkSweepCompact"::equals);
    return new Memory(Runtime.getRuntime().maxMemory(), total, files, !serial);
  }
}
