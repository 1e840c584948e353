package dev.belfry.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy in front of the service that cuts its first connections off in the middle of a line,
 * each after so many bytes, and leaves the later ones alone.
 */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final List<Integer> cuts;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger cutOff = new AtomicInteger();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  CuttingProxy(int target, List<Integer> cuts) {
    this.target = target;
    this.cuts = cuts;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    executor.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many connections were cut off so far. */
  int cutOff() {
    return cutOff.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        executor.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    int connection = connections.getAndIncrement();
    long limit = connection < cuts.size() ? cuts.get(connection) : Long.MAX_VALUE;
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      server.setTcpNoDelay(true);
      executor.execute(() -> requests(client, server));
      if (responses(server.getInputStream(), client.getOutputStream(), limit)) {
        cutOff.incrementAndGet();
      }
    } catch (IOException e) {
      // one of the two is gone, and so is the other now
    }
  }

  private static void requests(Socket client, Socket server) {
    try {
      client.getInputStream().transferTo(server.getOutputStream());
      server.shutdownOutput();
    } catch (IOException e) {
      // the other direction ends the connection
    }
  }

  /** Whether the limit was reached; the last byte passed on is then no end of a line. */
  private static boolean responses(InputStream from, OutputStream to, long limit)
      throws IOException {
    byte[] buffer = new byte[8192];
    long passed = 0;
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      for (int i = Math.clamp(limit - passed, 0, read); i < read; i++) {
        if (buffer[i] != '\n' && buffer[i] != '\r') {
          to.write(buffer, 0, i + 1);
          return true;
        }
      }
      to.write(buffer, 0, read);
      passed += read;
    }
    return false;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    executor.shutdownNow();
  }
}
