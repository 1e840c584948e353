package dev.belfry.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Deadline;
import dev.belfry.testkit.Ports;
import dev.belfry.testkit.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients whose network goes away without a word, as a phone's does: in a network of their own,
 * whose only link is taken down.
 */
@Tag("real")
final class LostNetworkTest {

  private static final int CLIENTS = 50;
  private static final int STALL = 10;
  private static final int HEARTBEAT = 1;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** For the kernel's timers, and for a busy machine to look. */
  private static final int MARGIN = 4;

  private static final Pattern SUBSCRIBERS = Pattern.compile("\"subscribers\":(\\d+)");

  /** Names of this process's own, within the fifteen characters of a network device. */
  private final String own = "b" + Long.toString(ProcessHandle.current().pid(), 36);

  private final String network = own + "net";
  private final String link = own + "a";
  private final int subnet = (int) (ProcessHandle.current().pid() % 250);
  private final String address = "10.201." + subnet + ".1";
  private final int port = Ports.usual().free();
  private final List<Process> clients = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeEach
  void connect() throws Exception {
    run("ip", "netns", "add", network);
    run("ip", "link", "add", link, "type", "veth", "peer", "name", "inner", "netns", network);
    run("ip", "addr", "add", address + "/30", "dev", link);
    run("ip", "link", "set", link, "up");
    inside("ip", "addr", "add", "10.201." + subnet + ".2/30", "dev", "inner");
    inside("ip", "link", "set", "inner", "up");
  }

  @AfterEach
  void disconnect() throws Exception {
    clients.forEach(Process::destroyForcibly);
    run("ip", "link", "del", link); // whose network lives on as long as a socket in it
    run("ip", "netns", "del", network);
  }

  private void inside(String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", network));
    all.addAll(List.of(command));
    run(all.toArray(String[]::new));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(command), said).isZero();
  }

  private ServiceProcess service(String transport) throws IOException {
    return ServiceProcess.start(
        port,
        folder,
        "--belfry.streams.transport=" + transport,
        "--belfry.streams.heartbeat=" + HEARTBEAT + "s",
        "--belfry.streams.stall-timeout=" + STALL + "s");
  }

  private Process client(List<String> begin, String host) throws IOException {
    List<String> command = new ArrayList<>(begin);
    command.addAll(List.of("curl", "-sN", "-H", "Accept: text/event-stream"));
    command.add("http://" + host + ":" + port + "/topics/a/events");
    Process client =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    clients.add(client);
    return client;
  }

  private int subscribers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write("GET /topics/a HTTP/1.0\r\n\r\n".getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      Matcher matcher = SUBSCRIBERS.matcher(answer);
      assertThat(matcher.find()).as(answer).isTrue();
      return Integer.parseInt(matcher.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(String what, Duration within, BooleanSupplier condition) {
    Deadline deadline = Deadline.in(within);
    while (!condition.getAsBoolean()) {
      deadline.check(what);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "emitter"})
  void clientsWhoseNetworkIsGone_areGone_withinTheStallTimeoutAndAHeartbeat(String transport)
      throws Exception {
    try (ServiceProcess service = service(transport)) {
      for (int i = 0; i < CLIENTS; i++) {
        client(List.of("ip", "netns", "exec", network), address);
      }
      await("all subscribed", DEADLINE, () -> subscribers() == CLIENTS);
      run("ip", "link", "set", link, "down");
      long begin = System.nanoTime();
      // who writes to a stream learns only by the next write that it has ended
      int heartbeats = transport.equals("socket") ? 1 : 2;
      await(
          "all gone",
          Duration.ofSeconds(STALL + heartbeats * HEARTBEAT + MARGIN),
          () -> subscribers() == 0);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      System.out.printf(
          "%s: %d clients without a network gone after %d ms%n", transport, CLIENTS, millis);
      assertThat(millis).as("no sooner than they stalled").isGreaterThan(STALL * 900L);
      assertThat(service.log()).doesNotContain("Clients whose network is gone");
    }
  }

  /** It reads nothing, and its kernel acknowledges what it has room for. */
  @Test
  void aClientThatDoesNotRead_andWhoseSystemAcknowledges_stays() throws Exception {
    try (ServiceProcess service = service("socket")) {
      Process asleep = client(List.of(), "127.0.0.1");
      await("subscribed", DEADLINE, () -> subscribers() == 1);
      run("kill", "-STOP", Long.toString(asleep.pid()));
      Deadline longer = Deadline.in(Duration.ofSeconds(2 * STALL));
      while (!longer.passed()) {
        assertThat(subscribers()).isEqualTo(1);
      }
      assertThat(service.log()).doesNotContain("ERROR");
    }
  }
}
