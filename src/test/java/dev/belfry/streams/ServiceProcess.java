package dev.belfry.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The service in a process of its own, as an operator runs it, with the options it ships with. */
final class ServiceProcess implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final int port;

  private ServiceProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts it with options of its own, and waits until it is ready. */
  static ServiceProcess start(int port, Path folder, String... options) throws IOException {
    return startBy(List.of(), port, folder, options);
  }

  /** Starts it by a command that becomes the service, as {@code nice} does. */
  static ServiceProcess startBy(List<String> starter, int port, Path folder, String... options)
      throws IOException {
    Path log = Files.createTempFile(folder, "service", ".log");
    List<String> command = new ArrayList<>(starter);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@src/deploy/jvm.options",
            "-Xmx1g",
            "-Djava.io.tmpdir=" + folder, // one that is killed leaves files there
            "-cp",
            System.getProperty("java.class.path"),
            "dev.belfry.BelfryApplication",
            "--server.port=" + port,
            "--management.server.port=0",
            "--belfry.publish.key=secret"));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ServiceProcess service = new ServiceProcess(process, log, port);
    try {
      service.awaitReady();
      return service;
    } catch (IOException | AssertionError e) {
      service.close();
      throw e;
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it is ready; one that has become another process, too. */
  void awaitReady() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!answers()) {
      assertThat(process.isAlive()).as(log()).isTrue();
      assertThat(System.nanoTime() - deadline).as(log()).isNegative();
      Thread.onSpinWait();
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write("GET /readyz HTTP/1.0\r\n\r\n".getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8).startsWith("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  long pid() {
    return process.pid();
  }

  /** As an orchestrator does: SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL: it has no time for anything. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int exitCode(long withinMillis) throws InterruptedException {
    assertThat(process.waitFor(withinMillis, TimeUnit.MILLISECONDS)).as("has ended").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
