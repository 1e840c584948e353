package dev.belfry.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A range of ports for services to listen on. It lies below those that the kernel gives to clients:
 * a service that is started again finds its port free, whoever has called somebody meanwhile.
 */
public record Ports(int first, int last) {

  private static final Ports USUAL = new Ports(20_000, 29_999);

  /** Those that somebody was told and may not listen on yet. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  /** The range that serves where nobody asks for another. */
  public static Ports usual() {
    return USUAL;
  }

  /** A port on which nobody listens, and which nobody else in this JVM is told. */
  public int free() {
    for (int i = 0; i < 200; i++) {
      int port = ThreadLocalRandom.current().nextInt(first, last + 1);
      if (!GIVEN.add(port)) {
        continue;
      }
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // somebody else's
      }
    }
    throw new IllegalStateException("no free port from " + first + " to " + last);
  }
}
