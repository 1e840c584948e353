package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ports;
import dev.belfry.testkit.ServiceProcess;
import java.io.IOException;
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
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the kernel is asked for, as {@code strace} sees it: a post is written to the disk, the disk
 * is synced, and only when that has come back the post is answered and sent to a subscriber.
 */
@Tag("real")
final class SyncTest {

  private static final int LONE = 40;
  private static final int PUBLISHERS = 64;
  private static final int POSTS_OF_EACH = 20;
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String EVENTS = "/topics/posts/events";
  private static final Pattern POST = Pattern.compile("post-\\d{6};");

  private final int port = Ports.usual().free();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void nothingIsToldBeforeItIsSynced_andThoseWhoWaitShareASync(@TempDir Path folder)
      throws Exception {
    Path trace = folder.resolve("trace");
    try (ServiceProcess service = start(folder, trace);
        ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Future<?> subscriber = threads.submit(() -> subscribe(LONE + PUBLISHERS * POSTS_OF_EACH));
      for (int i = 0; i < LONE; i++) {
        publish(i);
      }
      List<Future<?>> publishers = new ArrayList<>();
      for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
        int first = LONE + publisher * POSTS_OF_EACH;
        publishers.add(
            threads.submit(() -> {
              for (int i = first; i < first + POSTS_OF_EACH; i++) {
                publish(i);
              }
              return null;
            }));
      }
      for (Future<?> publisher : publishers) {
        publisher.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      }
      subscriber.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      service.terminate();
      assertThat(service.exitCode(DEADLINE.toMillis())).isZero();
    }
    judge(Files.readAllLines(trace, StandardCharsets.ISO_8859_1));
  }

  private ServiceProcess start(Path folder, Path trace) throws IOException {
    List<String> strace =
        List.of(
            "strace",
            "-D", // the service stays a child of this process
            "-f",
            "-s",
            "1000000",
            "-e",
            "trace=write,writev,pwrite64,sendto,sendmsg,fsync,fdatasync",
            "-o",
            trace.toString());
    return ServiceProcess.startBy(
        strace,
        port,
        folder,
        "--belfry.store=file",
        "--belfry.file.directory=" + folder.resolve("store"));
  }

  private HttpRequest.Builder events(String query) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + EVENTS + query));
  }

  /** The post's text is its type as well, so that its answer names it. */
  private void publish(int number) throws IOException, InterruptedException {
    String text = "post-%06d;".formatted(number);
    HttpRequest request =
        events("?type=" + text)
            .timeout(DEADLINE)
            .header("Authorization", "Bearer secret")
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(text))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private Void subscribe(int posts) throws IOException, InterruptedException {
    HttpRequest request =
        events("").header("Accept", "text/event-stream").header("Last-Event-ID", "none-1").build();
    try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
      Iterator<String> each = lines.iterator();
      for (int received = 0; received < posts; ) {
        received += each.next().startsWith("data: post-") ? 1 : 0;
      }
    }
    return null;
  }

  /** Where in the trace something happened to a post, by the post. */
  private static final class Trace {
    final Map<String, Integer> written = new HashMap<>();
    final Map<String, Integer> answered = new HashMap<>();
    final Map<String, Integer> sent = new HashMap<>();

    /** Where the last sync that has come back was asked for, by where it came back. */
    final List<int[]> syncs = new ArrayList<>();

    private final Map<String, Integer> asked = new HashMap<>();

    void read(List<String> lines) {
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        String thread = line.substring(0, line.indexOf(' '));
        if (line.contains(" fdatasync(") || line.contains(" fsync(")) {
          asked.put(thread, i);
        }
        if (line.contains("sync") && line.endsWith("= 0")) {
          syncs.add(new int[] {asked.getOrDefault(thread, i), i});
        }
        note(line, i);
      }
    }

    private void note(String line, int at) {
      Map<String, Integer> kind =
          line.contains(" pwrite64(") ? written : line.contains("HTTP/1.1 201") ? answered : sent;
      Matcher posts = POST.matcher(line);
      while (posts.find()) {
        kind.putIfAbsent(posts.group(), at);
      }
    }

    /** Whether a sync was asked for behind one place, and came back ahead of another. */
    boolean isSyncedBetween(int from, int to) {
      return syncs.stream().anyMatch(sync -> sync[0] > from && sync[1] < to);
    }

    long syncsBetween(int from, int to) {
      return syncs.stream().filter(sync -> sync[0] > from && sync[1] < to).count();
    }
  }

  private static int place(Map<String, Integer> places, String post) {
    return Objects.requireNonNull(places.get(post), post);
  }

  private static void judge(List<String> lines) {
    Trace trace = new Trace();
    trace.read(lines);
    int all = LONE + PUBLISHERS * POSTS_OF_EACH;
    assertThat(trace.written).hasSize(all);
    assertThat(trace.answered).hasSize(all);
    assertThat(trace.sent).hasSize(all);
    trace.written.forEach((post, at) -> {
      assertThat(trace.isSyncedBetween(at, place(trace.answered, post))).as(post).isTrue();
      assertThat(trace.isSyncedBetween(at, place(trace.sent, post))).as(post).isTrue();
    });
    int loneEnds = place(trace.answered, "post-%06d;".formatted(LONE - 1));
    long syncs = trace.syncsBetween(loneEnds, lines.size());
    System.out.printf(
        "%d posts of %d publishers at once: %d syncs%n",
        PUBLISHERS * POSTS_OF_EACH, PUBLISHERS, syncs);
    assertThat(syncs).isLessThan(PUBLISHERS * POSTS_OF_EACH);
  }
}
