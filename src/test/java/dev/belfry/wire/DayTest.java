package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ports;
import dev.belfry.testkit.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The posts of a day at one a second, with the file store, as fast as they are answered; times are
 * as much shorter. A quiet topic among busy ones, keys, deletions, subscribers that come and go.
 * After a while the service takes as much as before: heap, threads, files and disk.
 *
 * <p>{@code -Dtest.hours=24} is the long form.
 */
final class DayTest {

  private static final int HOURS = Integer.getInteger("test.hours", 6);
  private static final int POSTS_OF_AN_HOUR = 3_600;
  private static final int PUBLISHERS = 8;
  private static final int DELETED = 500;
  private static final int TO_THE_QUIET_TOPIC = 200;
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

  private final int port = Ports.usual().free();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Footprint> hours = new ArrayList<>();

  /** What the service takes. */
  private record Footprint(long heapKilobytes, long threads, long files, long diskBytes) {

    static Footprint of(long pid, Path store) throws Exception {
      jcmd(pid, "GC.run");
      Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
      Matcher threads = THREADS.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      assertThat(used.find() && threads.find()).isTrue();
      return new Footprint(
          Long.parseLong(used.group(1)),
          Long.parseLong(threads.group(1)),
          count(Path.of("/proc/" + pid + "/fd")),
          bytes(store));
    }

    private static String jcmd(long pid, String command) throws Exception {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  command)
              .redirectErrorStream(true)
              .start();
      String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(jcmd.waitFor()).as(said).isZero();
      return said;
    }

    private static long count(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.count();
      }
    }

    private static long bytes(Path folder) throws IOException {
      long sum = 0;
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          sum += Files.exists(file) ? Files.size(file) : 0; // it may be dropped meanwhile
        }
      }
      return sum;
    }
  }

  @Test
  void afterADay_nothingHasGrown(@TempDir Path folder) throws Exception {
    Path store = folder.resolve("store");
    try (ServiceProcess service =
            ServiceProcess.start(
                port,
                folder,
                "--belfry.store=file",
                "--belfry.file.directory=" + store,
                "--belfry.retention.events=1000",
                "--belfry.retention.bytes=8MB",
                "--belfry.retention.age=8s",
                "--belfry.idempotency.window=2s",
                "--belfry.streams.heartbeat=1s");
        ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      for (int hour = 0; hour < HOURS; hour++) {
        int first = hour * POSTS_OF_AN_HOUR;
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
          int publisher = i;
          running.add(threads.submit(() -> publish(first, publisher)));
          running.add(threads.submit(() -> subscribe("busy-" + publisher % 4)));
        }
        for (Future<?> each : running) {
          each.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
        hours.add(Footprint.of(service.pid(), store));
      }
    }
    System.out.printf("%d hours: %s%n", HOURS, hours);
    assertFlat("heap, KB", Footprint::heapKilobytes, 3_000);
    assertFlat("threads", Footprint::threads, 4);
    assertFlat("files", Footprint::files, 4);
    assertFlat("disk, bytes", Footprint::diskBytes, 4 << 20);
  }

  /** The last third is compared with the one before; the first one fills up. */
  private void assertFlat(String what, ToLongFunction<Footprint> of, long noise) {
    int third = HOURS / 3;
    long before = median(hours.subList(third, 2 * third), of);
    long after = median(hours.subList(2 * third, HOURS), of);
    assertThat(after).as("%s, before %d", what, before).isLessThanOrEqualTo(before + noise);
  }

  private static long median(List<Footprint> of, ToLongFunction<Footprint> what) {
    long[] sorted = of.stream().mapToLong(what).sorted().toArray();
    return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElseThrow();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(DEADLINE)
        .header("Authorization", "Bearer secret");
  }

  private Void publish(int first, int publisher) throws Exception {
    for (int i = first + publisher; i < first + POSTS_OF_AN_HOUR; i += PUBLISHERS) {
      String topic = i % TO_THE_QUIET_TOPIC == 0 ? "quiet" : "busy-" + i % 4;
      String path = "/topics/" + topic + "/events";
      HttpResponse<String> answer =
          client.send(
              to(path)
                  .header("Content-Type", "text/plain")
                  .header("Idempotency-Key", "post " + i)
                  .POST(BodyPublishers.ofString(("post " + i + " ").repeat(60)))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      if (i % DELETED == 0) {
        Matcher id = ID.matcher(answer.body());
        assertThat(id.find()).isTrue();
        HttpRequest delete = to(path + "/" + id.group(1)).DELETE().build();
        assertThat(client.send(delete, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
      }
    }
    return null;
  }

  /** Reads some events, and goes without a word. */
  private Void subscribe(String topic) throws Exception {
    HttpRequest request =
        to("/events?topic=quiet&topic=" + topic).header("Accept", "text/event-stream").build();
    try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
      Iterator<String> each = lines.iterator();
      for (int received = 0; received < 20 && each.hasNext(); ) {
        received += each.next().startsWith("id: ") ? 1 : 0; // heartbeats, too
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return null;
  }
}
