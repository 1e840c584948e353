package dev.belfry.stress;

import dev.belfry.testkit.Ports;
import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.RawRequest;
import dev.belfry.testkit.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a stress for a time, and has the checker say what came of it. */
final class Stress {

  private static final int TOPICS = 8;
  private static final int PUBLISHERS = 6;
  private static final int SUBSCRIBERS = 40;
  private static final int RETAINED = 400;

  /** How many events of a topic may be there whose publishers were never answered. */
  private static final int UNCERTAIN = 20;

  private static final long STOPPED_WITHIN_MILLIS = 30_000;

  private static final Pattern EVENT =
      Pattern.compile("\"id\":\"([^\"]+)\"[^{}]*\"data\":\"([^\"]+)\"");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

  private final Options options;
  private final SplittableRandom chance;
  private final World world;
  private final Path folder;
  private final Path directory;
  private ServiceProcess service;

  /** What the process took of the memory at most, in any of its lives, as the kernel counts it. */
  private long peakKilobytes;

  private int kills;
  private int stops;

  /**
   * What is asked for.
   *
   * @param kills whether the service is killed and stopped meanwhile
   * @param heap of the service, as -Xmx takes it
   * @param jvm an option of its JVM, or empty
   * @param mostMegabytes what its process may take, as the kernel counts it; 0 if as much as it
   *     likes
   */
  record Options(
      long seed,
      int seconds,
      String store,
      String transport,
      boolean kills,
      String heap,
      String jvm,
      int mostMegabytes) {

    private static final String LARGE_HEAP = "1g";

    static Options parse(String[] arguments) {
      long seed = System.nanoTime() & 0xffffff;
      int seconds = 60;
      String store = "file";
      String transport = "socket";
      String heap = LARGE_HEAP;
      String jvm = "";
      int mostMegabytes = 0;
      for (int i = 0; i < arguments.length; i += 2) {
        String value = i + 1 < arguments.length ? arguments[i + 1] : "";
        switch (arguments[i]) {
          case "--seed" -> seed = Long.parseLong(value);
          case "--seconds" -> seconds = Integer.parseInt(value);
          case "--store" -> store = value;
          case "--transport" -> transport = value;
          case "--heap" -> heap = value;
          case "--jvm" -> jvm = value;
          case "--rss" -> mostMegabytes = Integer.parseInt(value);
          default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
        }
      }
      // the memory store promises nothing beyond the process
      return new Options(
          seed, seconds, store, transport, store.equals("file"), heap, jvm, mostMegabytes);
    }

    List<String> jvmOptions() {
      String size = "-Xmx" + heap;
      return jvm.isEmpty() ? List.of(size) : List.of(size, jvm);
    }

    /** How many keys are remembered, as many as fit: for longer than a slow start takes. */
    int keys() {
      return heap.equals(LARGE_HEAP) ? 1_000_000 : 40_000;
    }

    /** The command that runs the same again. */
    String command() {
      return "src/stress/run --seed %d --seconds %d --store %s --transport %s --heap %s%s%s"
          .formatted(
              seed,
              seconds,
              store,
              transport,
              heap,
              jvm.isEmpty() ? "" : " --jvm " + jvm,
              mostMegabytes == 0 ? "" : " --rss " + mostMegabytes);
    }
  }

  private Stress(Options options) throws IOException {
    this.options = options;
    this.chance = new SplittableRandom(options.seed());
    this.world = new World(Ports.usual().free(), TOPICS);
    this.folder = Files.createDirectories(Path.of("target", "stress", "seed-" + options.seed()));
    this.directory = Files.createTempDirectory(folder, "store");
  }

  private void start() throws IOException {
    service =
        ServiceProcess.startJar(
            options.jvmOptions(),
            world.port,
            folder,
            "--server.address=127.0.0.1",
            "--belfry.store=" + options.store(),
            "--belfry.file.directory=" + directory,
            "--belfry.streams.transport=" + options.transport(),
            "--belfry.retention.events=" + RETAINED,
            "--belfry.retention.bytes=6MB",
            "--belfry.streams.heartbeat=1s",
            "--belfry.streams.lifetime=20s",
            "--belfry.idempotency.window=3m",
            "--belfry.idempotency.keys=" + options.keys());
  }

  private void readPeak() {
    peakKilobytes = Math.max(peakKilobytes, service.peakKilobytes());
  }

  private void stop() throws InterruptedException {
    readPeak();
    service.terminate();
    service.exitCode(STOPPED_WITHIN_MILLIS);
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.parse(arguments);
    Stress stress = new Stress(options);
    List<String> problems;
    stress.start();
    try {
      problems = stress.run();
    } finally {
      stress.service.close();
    }
    problems.stream().limit(20).forEach(problem -> System.out.println("! " + problem));
    if (!problems.isEmpty()) {
      System.out.printf("FAILED: %d problems. Again: %s%n", problems.size(), options.command());
      System.exit(1);
    }
  }

  private List<String> run() throws Exception {
    List<Thread> publishers = new ArrayList<>();
    List<Thread> subscribers = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      subscribers.add(start(new Subscribing(world, "subscriber-" + i, chance.split())));
    }
    for (int i = 0; i < PUBLISHERS; i++) {
      publishers.add(start(new Publishing(world, "publisher-" + i, chance.split())));
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.seconds());
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(Math.min(end - System.nanoTime(), chance.nextLong(8_000_000_000L)));
      if (options.kills() && System.nanoTime() < end) {
        restart();
      }
    }
    world.publishing = false;
    join(publishers);
    // heartbeats tell the last ones that they have everything
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
    world.running = false;
    Checker checker = new Checker(world.posted);
    for (String topic : world.topics) {
      checker.history(topic, history(topic), RETAINED - UNCERTAIN);
    }
    stop();
    join(subscribers);
    world.transcripts.forEach(checker::stream);
    List<String> problems = new ArrayList<>(world.problems);
    problems.addAll(checker.problems());
    if (options.mostMegabytes() > 0 && peakKilobytes > options.mostMegabytes() * 1024L) {
      problems.add("the process took %d KB of memory".formatted(peakKilobytes));
    }
    long blocks = world.transcripts.stream().mapToLong(t -> t.blocks.size()).sum();
    System.out.printf(
        "seed %d, %s, %s: %d s, %d events acknowledged, %d kills, %d stops, %d streams, %d blocks,"
            + " at most %d MB resident, %d problems%n",
        options.seed(),
        options.store(),
        options.transport(),
        options.seconds(),
        checker.acknowledged(),
        kills,
        stops,
        world.transcripts.size(),
        blocks,
        peakKilobytes / 1024,
        problems.size());
    return problems;
  }

  private void restart() throws Exception {
    if (chance.nextInt(4) == 0) {
      stop();
      stops++;
    } else {
      readPeak();
      service.kill();
      kills++;
    }
    start();
  }

  private static Thread start(Runnable runnable) {
    return Thread.ofVirtual().start(runnable);
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofSeconds(90))) {
        throw new IllegalStateException("somebody never came to an end");
      }
    }
  }

  private List<Transcript.Block> history(String topic) throws IOException {
    List<Transcript.Block> events = new ArrayList<>();
    String after = "";
    while (true) {
      String path = "/topics/" + topic + "/events?limit=1000" + after;
      RawConnection.Response answer =
          world.ask(RawRequest.plain("GET", path).header("Accept", "application/json"));
      if (answer == null) {
        throw new IOException("no answer to GET " + path);
      }
      String page = answer.body();
      int before = events.size();
      Matcher matcher = EVENT.matcher(page);
      while (matcher.find()) {
        events.add(new Transcript.Block(matcher.group(1), "", World.brief(matcher.group(2))));
      }
      Matcher next = NEXT.matcher(page);
      if (events.size() == before || !next.find()) {
        return events;
      }
      after = "&after=" + next.group(1);
    }
  }
}
