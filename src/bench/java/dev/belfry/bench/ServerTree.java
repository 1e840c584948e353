package dev.belfry.bench;

import dev.belfry.testkit.Deadline;
import dev.belfry.testkit.Launch;
import dev.belfry.testkit.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A script that runs a server, with all processes it has started. The test kit's {@code
 * ServiceProcess} is Belfry alone and one process; this is any contender, started as its own manual
 * says, and is measured.
 */
final class ServerTree implements AutoCloseable {

  private static final Path SCRIPTS = Path.of("src/bench/contenders");
  private static final Path OUT = Path.of("target/bench");

  /** Names the processes that were started, for {@code compare} to look after. */
  private static final Path STARTED = OUT.resolve("started");

  /** Some scripts build first what they run. */
  private static final Duration READY_WITHIN = Duration.ofSeconds(300);

  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final String name;
  private final int port;
  private final Path log;
  private final List<String> command;
  private Process root;
  private List<ProcessHandle> processes = List.of();

  private ServerTree(String name, int port, Path log, List<String> command) throws IOException {
    this.name = name;
    this.port = port;
    this.log = log;
    this.command = command;
    launch();
  }

  /** Runs a script, with its port first among the arguments; see {@link #awaitReady}. */
  static ServerTree start(String script, Ports ports, List<String> arguments) throws IOException {
    int port = ports.free();
    Path log = OUT.resolve("compare-" + script + "-" + port + ".log");
    Files.createDirectories(OUT);
    List<String> command = new ArrayList<>();
    command.add(SCRIPTS.resolve(script).toString());
    command.add(Integer.toString(port));
    command.addAll(arguments);
    Files.deleteIfExists(log);
    ServerTree tree = new ServerTree(script, port, log, command);
    Runtime.getRuntime().addShutdownHook(new Thread(tree::stop));
    return tree;
  }

  private synchronized void launch() throws IOException {
    root = Launch.start(command, log);
    processes = List.of();
    Files.writeString(
        STARTED, root.pid() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Stops the server and starts it again; returns how long it took until this path was served. */
  double restart(String readyPath) throws IOException {
    close();
    long start = System.nanoTime();
    launch();
    awaitReady(readyPath);
    return (System.nanoTime() - start) / 1e9;
  }

  int port() {
    return port;
  }

  /** Returns the processes as they are now; an end of one since the start is an error. */
  Usage server() {
    for (ProcessHandle process : processes) {
      if (!process.isAlive()) {
        throw new BenchmarkException("a process of " + name + " has ended, see " + log);
      }
    }
    return new Usage(tree().map(ProcessHandle::pid).toList());
  }

  /** Returns the first process that runs the JVM. */
  long java() {
    return tree()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow(() -> new BenchmarkException(name + " has no JVM"))
        .pid();
  }

  /** Stops all processes; returns null, or what was wrong about how they ended. */
  synchronized String stop() {
    List<ProcessHandle> all = Stream.concat(processes.stream(), tree()).distinct().toList();
    root.destroy();
    Deadline deadline = Deadline.in(STOPPED_WITHIN);
    while (all.stream().anyMatch(ProcessHandle::isAlive)) {
      if (deadline.passed()) {
        all.forEach(ProcessHandle::destroyForcibly);
        return name
            + " did not stop within "
            + STOPPED_WITHIN.toSeconds()
            + " s of SIGTERM, killed";
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return null;
  }

  @Override
  public void close() {
    String wrong = stop();
    if (wrong != null) {
      throw new BenchmarkException(wrong);
    }
  }

  private Stream<ProcessHandle> tree() {
    return Stream.concat(Stream.of(root.toHandle()), root.descendants());
  }

  /** Waits until this path is served. */
  void awaitReady(String path) {
    if (processes.isEmpty()) {
      try {
        Launch.await(root, log, READY_WITHIN, () -> Launch.answers(port, path));
      } catch (IOException e) {
        throw new BenchmarkException(name, e);
      }
      processes = tree().toList();
    }
  }
}
