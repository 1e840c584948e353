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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service with the file store that is killed under load, again and again. Publishers retry with
 * their key until they have a 201; subscribers resume with their last id. In the end every
 * subscriber has had every acknowledged event once, in order, and was told of no gap.
 *
 * <p>{@code -Dtest.kills=200} is the long form.
 */
final class KillTest {

  private static final int KILLS = Integer.getInteger("test.kills", 3);
  private static final int PUBLISHERS = 8;
  private static final int SUBSCRIBERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String EVENTS = "/topics/posts/events";

  private final int port = Ports.usual().free();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** Data to id, of everything that was answered by 201. */
  private final ConcurrentMap<String, String> acknowledged = new ConcurrentHashMap<>();

  private final AtomicInteger posts = new AtomicInteger();
  private volatile boolean publishing = true;
  private volatile boolean subscribing = true;

  @Test
  void killed_losesNothingAcknowledged(@TempDir Path folder) throws Exception {
    Random chance = new Random(KILLS);
    List<Subscriber> subscribers = new ArrayList<>();
    ServiceProcess service = start(folder);
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      List<Future<?>> running = new ArrayList<>();
      String start = cursor();
      for (int i = 0; i < SUBSCRIBERS; i++) {
        Subscriber subscriber = new Subscriber(start);
        subscribers.add(subscriber);
        running.add(threads.submit(subscriber));
      }
      List<Future<?>> publishers = new ArrayList<>();
      for (int i = 0; i < PUBLISHERS; i++) {
        publishers.add(threads.submit(this::publish));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        int until = acknowledged.size() + chance.nextInt(1, 600);
        await("posts are accepted", () -> acknowledged.size() >= until);
        service.kill();
        service = start(folder);
      }
      publishing = false;
      for (Future<?> publisher : publishers) {
        publisher.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      int all = acknowledged.size();
      for (Subscriber subscriber : subscribers) {
        await("all is there", () -> subscriber.received.size() >= all);
      }
      subscribing = false;
      service.terminate();
      for (Future<?> subscriber : running) {
        subscriber.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    } finally {
      publishing = false;
      subscribing = false;
      service.close();
    }
    for (Subscriber subscriber : subscribers) {
      assertThat(subscriber.wrong).isNull();
      assertThat(subscriber.received).isEqualTo(Map.copyOf(acknowledged));
    }
    System.out.printf(
        "%d kills: %d events acknowledged, none lost, none doubled, %d subscribers resumed %d"
            + " times%n",
        KILLS,
        acknowledged.size(),
        SUBSCRIBERS,
        subscribers.stream().mapToInt(subscriber -> subscriber.connections.get() - 1).sum());
  }

  private ServiceProcess start(Path folder) throws IOException {
    return ServiceProcess.start(
        port,
        folder,
        "--belfry.store=file",
        "--belfry.file.directory=" + folder.resolve("store"),
        "--belfry.retention.events=1000000");
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(what).isNegative();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private String cursor() throws IOException, InterruptedException {
    String topic = client.send(to("/topics/posts").build(), BodyHandlers.ofString()).body();
    return topic.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
  }

  /** Publishes one post after the other, each until it is acknowledged. */
  private void publish() {
    while (publishing) {
      String data = "post " + posts.incrementAndGet();
      HttpRequest request =
          to(EVENTS)
              .timeout(Duration.ofSeconds(10))
              .header("Authorization", "Bearer secret")
              .header("Content-Type", "text/plain")
              .header("Idempotency-Key", data)
              .POST(BodyPublishers.ofString(data))
              .build();
      String id = null;
      while (id == null) {
        id = id(request);
      }
      acknowledged.put(data, id);
    }
  }

  /** The id that a post was given, or null if nobody knows. */
  private @Nullable String id(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() == 201) {
        return answer.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
      }
      assertThat(answer.statusCode()).as(answer.body()).isIn(409, 503, 504);
    } catch (IOException e) {
      LockSupport.parkNanos(10_000_000); // it is down
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return null;
  }

  /** Reads a stream, and resumes whenever it ends. */
  private final class Subscriber implements Runnable {

    /** Data to id. */
    final ConcurrentMap<String, String> received = new ConcurrentHashMap<>();

    final AtomicInteger connections = new AtomicInteger();
    volatile @Nullable String wrong;
    private String lastId;

    Subscriber(String start) {
      lastId = start;
    }

    @Override
    public void run() {
      while (subscribing && wrong == null) {
        HttpRequest request =
            to(EVENTS)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", lastId)
                .build();
        try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
          connections.incrementAndGet();
          read(lines.iterator());
        } catch (IOException | UncheckedIOException e) {
          LockSupport.parkNanos(10_000_000); // it is down, or was killed
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    private void read(Iterator<String> lines) {
      String id = lastId;
      String data = null;
      while (lines.hasNext()) {
        String line = lines.next();
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.startsWith("event: stream.gap")) {
          wrong = "was told of a gap behind " + lastId;
        } else if (line.isEmpty()) {
          if (data != null && data.startsWith("post ")) {
            take(id, data);
          }
          lastId = id;
          data = null;
        }
      }
    }

    private void take(String id, String data) {
      if (position(id) <= position(lastId)) {
        wrong = id + " came behind " + lastId;
      }
      if (received.put(data, id) != null) {
        wrong = data + " came twice";
      }
    }

    private long position(String id) {
      return Long.parseLong(id.substring(id.indexOf('-') + 1));
    }
  }
}
