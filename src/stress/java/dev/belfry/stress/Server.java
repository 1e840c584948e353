package dev.belfry.stress;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The service, in a process that can be killed. */
final class Server {

  private static final long READY_WITHIN = TimeUnit.SECONDS.toNanos(90);

  private final int port;
  private final List<String> command = new ArrayList<>();
  private final File log;
  private Process process;

  Server(int port, List<String> options, File log) {
    this.port = port;
    this.log = log;
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("@src/deploy/jvm.options", "-Xmx1g"));
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

  /** It has no time for anything. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** It has time to say farewell. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("the service did not stop");
    }
  }
}
