package dev.belfry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The service in a process of its own, as an operator runs it, with the options it ships with. It
 * can be killed and traced, unlike one in the test's own JVM.
 */
public final class ServiceProcess implements AutoCloseable {

  /** What publishers of a service that is started here have to show. */
  public static final String KEY = "secret";

  private static final Duration READY_WITHIN = Duration.ofSeconds(90);

  private final Process process;
  private final Path log;
  private final int port;

  private ServiceProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts the classes of this JVM's class path, and waits until the service is ready. */
  public static ServiceProcess start(int port, Path folder, String... options) throws IOException {
    return startBy(List.of(), port, folder, options);
  }

  /** Does so by a command that becomes the service, as {@code nice} does. */
  public static ServiceProcess startBy(
      List<String> starter, int port, Path folder, String... options) throws IOException {
    String classPath = System.getProperty("java.class.path");
    List<String> program = List.of("-Xmx1g", "-cp", classPath, "dev.belfry.BelfryApplication");
    return launch(starter, program, port, folder, options);
  }

  /**
   * Starts the packaged service, and waits until it is ready.
   *
   * @param jvm options of the JVM, beside those that the service ships with
   */
  public static ServiceProcess startJar(List<String> jvm, int port, Path folder, String... options)
      throws IOException {
    List<String> program = new ArrayList<>(jvm);
    program.addAll(List.of("-jar", "target/belfry.jar"));
    return launch(List.of(), program, port, folder, options);
  }

  private static ServiceProcess launch(
      List<String> starter, List<String> program, int port, Path folder, String... options)
      throws IOException {
    Path log = Files.createTempFile(folder, "service", ".log");
    List<String> command = new ArrayList<>(starter);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@src/deploy/jvm.options",
            "-Djava.io.tmpdir=" + folder)); // one that is killed leaves files there
    command.addAll(program);
    command.addAll(
        List.of(
            "--server.port=" + port, "--management.server.port=0", "--belfry.publish.key=" + KEY));
    command.addAll(List.of(options));
    ServiceProcess service = new ServiceProcess(Launch.start(command, log), log, port);
    try {
      service.awaitReady();
      return service;
    } catch (IOException e) {
      service.close();
      throw e;
    }
  }

  /** Waits until it is ready; one that has become another process, too. */
  public void awaitReady() throws IOException {
    Launch.await(process, log, READY_WITHIN, () -> Launch.answers(port, "/readyz"));
  }

  /** What it has written so far. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  public long pid() {
    return process.pid();
  }

  /** What it took of the memory at most, as the kernel counts it; 0 if it has ended. */
  public long peakKilobytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /** As an orchestrator does: SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL: it has no time for anything. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** What it ended with, which it has to within this time. */
  public int exitCode(long withinMillis) throws InterruptedException {
    if (!process.waitFor(withinMillis, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the service runs on after " + withinMillis + " ms");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
