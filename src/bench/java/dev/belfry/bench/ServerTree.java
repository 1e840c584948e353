package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A script that runs a server, with all processes it has started. */
final class ServerTree implements AutoCloseable {

  private static final Path SCRIPTS = Path.of("src/bench/contenders");
  private static final Path OUT = Path.of("target/bench");

  /** Names the processes that were started, for {@code compare} to look after. */
  private static final Path STARTED = OUT.resolve("started");

  /** Some scripts build first what they run. */
  private static final long READY_WITHIN_SECONDS = 300;

  private static final long STOPPED_WITHIN_SECONDS = 20;
  private static final long LOOK_AGAIN_NANOS = 10_000_000;
  private static final int ANSWERED_WITHIN_MILLIS = 5_000;

  private final String name;
  private final int port;
  private final Path log;
  private final ProcessBuilder command;
  private Process root;
  private List<ProcessHandle> processes = List.of();

  private ServerTree(String name, int port, Path log, ProcessBuilder command) throws IOException {
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
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectInput(new File("/dev/null"));
    Files.deleteIfExists(log);
    ServerTree tree = new ServerTree(script, port, log, builder);
    Runtime.getRuntime().addShutdownHook(new Thread(tree::stop));
    return tree;
  }

  private synchronized void launch() throws IOException {
    root = command.start();
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
  ServerProcess server() {
    for (ProcessHandle process : processes) {
      if (!process.isAlive()) {
        throw new BenchmarkException("a process of " + name + " has ended, see " + log);
      }
    }
    return new ServerProcess(tree().map(ProcessHandle::pid).toList());
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
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOPPED_WITHIN_SECONDS);
    while (all.stream().anyMatch(ProcessHandle::isAlive)) {
      if (System.nanoTime() > end) {
        all.forEach(ProcessHandle::destroyForcibly);
        return name + " did not stop within " + STOPPED_WITHIN_SECONDS + " s of SIGTERM, killed";
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
    if (!processes.isEmpty()) {
      return;
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_WITHIN_SECONDS);
    while (!answers(path)) {
      if (!root.isAlive()) {
        throw new BenchmarkException(name + " ended while starting: " + lastLines());
      }
      if (System.nanoTime() > end) {
        throw new BenchmarkException(name + " is not ready, see " + log);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    processes = tree().toList();
  }

  private boolean answers(String path) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), ANSWERED_WITHIN_MILLIS);
      socket.setSoTimeout(ANSWERED_WITHIN_MILLIS);
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream, */*;q=0.5\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return new String(start, US_ASCII).equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException e) {
      return "see " + log;
    }
  }

  /** Ports for servers to listen on, below those the kernel gives to clients. */
  record Ports(int first, int last) {

    /** Those that somebody was told and may not listen on yet. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    int free() {
      for (int i = 0; i < 200; i++) {
        int port = ThreadLocalRandom.current().nextInt(first, last + 1);
        if (!GIVEN.add(port)) {
          continue;
        }
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
          return socket.getLocalPort();
        } catch (IOException e) {
          // somebody else's
        }
      }
      throw new BenchmarkException("no free port from " + first + " to " + last);
    }
  }
}
