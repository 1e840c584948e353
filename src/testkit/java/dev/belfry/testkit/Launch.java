package dev.belfry.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Starting a process that serves a port. */
public final class Launch {

  private static final int ANSWERED_WITHIN_MILLIS = 5_000;
  private static final long LOOK_AGAIN_NANOS = 10_000_000;
  private static final int LINES_SHOWN = 20;

  private Launch() {}

  /** Starts a process without input, whose output is appended to the log. */
  public static Process start(List<String> command, Path log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectInput(new File("/dev/null"))
        .start();
  }

  /**
   * Waits until it is ready.
   *
   * @throws IOException if it ends before, or is not ready in time; with the end of its log
   */
  public static void await(Process process, Path log, Duration within, BooleanSupplier ready)
      throws IOException {
    Deadline deadline = Deadline.in(within);
    while (!ready.getAsBoolean()) {
      if (!process.isAlive() || deadline.passed()) {
        String what = process.isAlive() ? "not ready within " + within : "ended while starting";
        List<String> lines = Files.readAllLines(log);
        int shown = Math.min(LINES_SHOWN, lines.size());
        String last = String.join("\n", lines.subList(lines.size() - shown, lines.size()));
        throw new IOException(what + ", see " + log + ":\n" + last);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** Whether a GET of this path, which may be a stream's, is answered by 200. */
  public static boolean answers(int port, String path) {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream, */*;q=0.5\r\n\r\n";
    try (Socket socket = connected(port)) {
      socket.setSoTimeout(ANSWERED_WITHIN_MILLIS);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return new String(start, US_ASCII).equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether somebody listens there. */
  public static boolean listens(int port) {
    try (Socket socket = connected(port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWERED_WITHIN_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
