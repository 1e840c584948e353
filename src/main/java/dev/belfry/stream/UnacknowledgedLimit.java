package dev.belfry.stream;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has Linux give up a connection whose other side acknowledges nothing: the option {@code
 * TCP_USER_TIMEOUT}. A phone that lost its network says no word, and what a stream sends it fits
 * into the kernel's buffer for hours.
 *
 * <p>The option is set on the socket that listens, and the kernel gives it to each connection that
 * is accepted: one call at the start, and nothing for each stream. Java has no name for the option,
 * so that {@code setsockopt} is called as a foreign function; and it does not tell a socket's
 * descriptor, so that the descriptor is looked up in {@code /proc}. Where any of this cannot be,
 * the service runs without the limit.
 */
final class UnacknowledgedLimit {

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_USER_TIMEOUT = 18;

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** How {@code /proc/net/tcp} says that a socket listens. */
  private static final String LISTENS = "0A";

  private static final int STATE = 3;
  private static final int INODE = 9;

  private UnacknowledgedLimit() {}

  /**
   * Sets the limit for all connections that a socket will accept.
   *
   * @param listening a socket that is bound
   * @param limit in whole milliseconds
   * @return why it could not be set, or null
   */
  static @Nullable String set(NetworkChannel listening, Duration limit) {
    try {
      if (!UnacknowledgedLimit.class.getModule().isNativeAccessEnabled()) {
        return "the JVM was not started with --enable-native-access=ALL-UNNAMED";
      }
      List<Integer> descriptors = descriptors(listening);
      if (descriptors.isEmpty()) {
        return "the socket is not in /proc";
      }
      int millis = Math.toIntExact(Math.min(limit.toMillis(), Integer.MAX_VALUE));
      for (int descriptor : descriptors) {
        if (!set(descriptor, millis)) {
          return "the system does not take TCP_USER_TIMEOUT";
        }
      }
      return null;
    } catch (IOException | RuntimeException e) {
      return e.toString();
    }
  }

  /** The descriptors of this process that listen on the port of a socket. */
  private static List<Integer> descriptors(NetworkChannel listening) throws IOException {
    if (!(listening.getLocalAddress() instanceof InetSocketAddress address)) {
      return List.of();
    }
    Set<String> sockets = new HashSet<>();
    String port = ":%04X".formatted(address.getPort());
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      if (Files.exists(Path.of(table))) {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] field = line.strip().split(" +", -1);
          if (field.length > INODE && field[1].endsWith(port) && field[STATE].equals(LISTENS)) {
            sockets.add("socket:[" + field[INODE] + "]");
          }
        }
      }
    }
    List<Integer> descriptors = new ArrayList<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : open) {
        if (sockets.contains(target(descriptor))) {
          descriptors.add(Integer.parseInt(DESCRIPTORS.relativize(descriptor).toString()));
        }
      }
    }
    return descriptors;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed since it was listed
    }
  }

  @SuppressWarnings("restricted") // the caller has asked whether it may
  private static boolean set(int descriptor, int millis) {
    Linker linker = Linker.nativeLinker();
    MethodHandle setsockopt =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setsockopt"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, millis);
      int failed =
          (int)
              setsockopt.invokeExact(
                  descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, value, (int) value.byteSize());
      return failed == 0;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
