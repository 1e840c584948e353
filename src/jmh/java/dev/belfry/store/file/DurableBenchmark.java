package dev.belfry.store.file;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.IdReader;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.IdempotencyKeys;
import dev.belfry.store.RetainedEvents;
import dev.belfry.store.Tail;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events that are durable, a second: the file store's, and a Redis stream's whose server syncs
 * before it answers ({@code appendfsync always}), through Lettuce. Both on the disk that {@code
 * target} is on; each call returns once its one event of 256 bytes is durable.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(3)
public class DurableBenchmark {

  private static final String DATA = "{\"text\":\"" + "x".repeat(245) + "\"}";
  private static final TopicName TOPIC = new TopicName("posts");
  private static final int RETAINED = 10_000;
  private static final long READY_WITHIN = TimeUnit.SECONDS.toNanos(20);

  @Param({"file", "redis"})
  public String store = "";

  private Path folder = Path.of("");
  private @Nullable FileStore file;
  private @Nullable Process server;
  private @Nullable RedisClient client;
  private @Nullable StatefulRedisConnection<String, String> connection;

  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory(Files.createDirectories(Path.of("target/jmh")), "durable");
    if (store.equals("file")) {
      file = fileStore();
    } else {
      int port = freePort();
      server = redis(port);
      client = RedisClient.create("redis://127.0.0.1:" + port);
      connection = client.connect();
    }
  }

  private FileStore fileStore() {
    IdempotencyKeys.Bounds bounds = new IdempotencyKeys.Bounds(Duration.ofMinutes(10), 1);
    Newest log = new Newest();
    FileStore opened =
        new FileStore(
            Directory.locked(folder.toAbsolutePath()),
            256 << 20,
            new IdempotencyKeys(bounds, System::nanoTime),
            log,
            InstantSource.system(),
            System::nanoTime,
            () -> Epoch.draw(new SecureRandom()));
    opened.tail(log);
    return opened;
  }

  /** Retains the newest. */
  private static final class Newest implements Tail, RetainedEvents {
    private volatile long head;

    @Override
    public void begin(Epoch epoch, long start, IdReader ids) {}

    @Override
    public void appended(List<Event> events) {
      head = events.getLast().position();
    }

    @Override
    public void deleted(TopicName topic, long position) {}

    @Override
    public void trimmed(long position, Map<TopicName, Long> newest) {}

    @Override
    public void lost(long position) {}

    @Override
    public void passed(long position) {}

    @Override
    public void cut(long position, Epoch epoch) {}

    @Override
    public RetainedEvents.State state(TopicName topic, long position) {
      return position > head - RETAINED
          ? RetainedEvents.State.REPLAYABLE
          : RetainedEvents.State.GONE;
    }

    @Override
    public long releasedTo() {
      return 0;
    }
  }

  private Process redis(int port) throws IOException {
    Process started =
        new ProcessBuilder(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toAbsolutePath().toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--auto-aof-rewrite-percentage",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    long end = System.nanoTime() + READY_WITHIN;
    while (!listens(port)) {
      if (!started.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("redis-server does not start, see " + folder);
      }
      Thread.onSpinWait();
    }
    return started;
  }

  private static boolean listens(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @TearDown(Level.Trial)
  public void close() throws IOException, InterruptedException {
    if (file != null) {
      file.close();
    }
    if (connection != null) {
      connection.close();
    }
    if (client != null) {
      client.shutdown();
    }
    if (server != null) {
      server.destroy();
      server.waitFor();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(DurableBenchmark::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Benchmark
  @Threads(1)
  public Object by1() {
    return append();
  }

  @Benchmark
  @Threads(16)
  public Object by16() {
    return append();
  }

  @Benchmark
  @Threads(256)
  public Object by256() {
    return append();
  }

  private Object append() {
    if (file != null) {
      EventData data = EventData.json(DATA.getBytes(StandardCharsets.UTF_8));
      AppendOutcome outcome = file.append(List.of(new Post(TOPIC, null, data, true)), null);
      if (outcome instanceof AppendOutcome.Appended) {
        return outcome;
      }
      throw new IllegalStateException("not accepted: " + outcome);
    }
    if (connection == null) {
      throw new IllegalStateException("not opened");
    }
    return connection.sync().xadd("posts", Map.of("topic", TOPIC.value(), "data", DATA));
  }
}
