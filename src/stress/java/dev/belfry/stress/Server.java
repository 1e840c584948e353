package dev.belfry.stress;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The service, in a process that can be killed. */
final class Server {

  private static final long READY_WITHIN = TimeUnit.SECONDS.toNanos(90);

  private final int port;
  private final List<String> command = new ArrayList<>();
  private final File log;
  private Process process;
  private long peakKilobytes;

  /**
   * A service that is not started.
   *
   * @param jvm options of the JVM, beside those that the service ships with
   * @param options of the service
   */
  Server(int port, List<String> jvm, List<String> options, File log) {
    this.port = port;
    this.log = log;
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("@src/deploy/jvm.options");
    command.addAll(jvm);
    command.add("-Djava.io.tmpdir=" + log.getParent()); // one that is killed leaves files there
    command.addAll(List.of("-jar", "target/belfry.jar"));
    command.addAll(
        List.of(
            "--server.address=127.0.0.1",
            "--server.port=" + port,
            "--management.server.port=0",
            "--belfry.publish.key=stress"));
    command.addAll(options);
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    long end = System.nanoTime() + READY_WITHIN;
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("the service is not ready, see " + log);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean isReady() {
    try (Wire wire = new Wire(port, "GET /readyz HTTP/1.1\r\nConnection: close\r\n", "", 0)) {
      return wire.status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the process took of the memory at most, in any of its lives, as the kernel counts it. */
  long peakKilobytes() {
    return peakKilobytes;
  }

  private void readPeak() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .forEach(peak -> peakKilobytes = Math.max(peakKilobytes, peak));
    } catch (IOException | UncheckedIOException e) {
      // it has ended by itself, which others see, or this is no Linux
    }
  }

  /** It has no time for anything. */
  void kill() throws InterruptedException {
    readPeak();
    process.destroyForcibly().waitFor();
  }

  /** It has time to say farewell. */
  void stop() throws InterruptedException {
    readPeak();
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("the service did not stop");
    }
  }
}
