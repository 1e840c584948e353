package dev.belfry.stress;

import dev.belfry.testkit.EventBlock;
import dev.belfry.testkit.Ids;
import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.RawRequest;
import dev.belfry.testkit.StreamClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens one stream after the other, each begun in some way and ended in some way: it resumes where
 * the last one stopped, or somewhere else, stalls, and vanishes.
 */
final class Subscribing implements Runnable {

  private static final int SMALL_BUFFER = 8_192;
  private static final Duration SILENT = Duration.ofSeconds(30);

  /** How long one stays away that was cut off, in nanoseconds. */
  private static final long PAUSE = 50_000_000;

  private final World world;
  private final String name;
  private final SplittableRandom chance;
  private int streams;
  private String lastId = "";
  private Set<String> lastTopics = Set.of();

  Subscribing(World world, String name, SplittableRandom chance) {
    this.world = world;
    this.name = name;
    this.chance = chance;
  }

  @Override
  public void run() {
    while (world.running) {
      Transcript transcript = next();
      RawRequest request = request(transcript);
      try {
        read(request, transcript);
      } catch (UncheckedIOException | AssertionError e) {
        world.failed(request, e, PAUSE);
      }
      world.transcripts.add(transcript);
    }
  }

  private Transcript next() {
    String stream = name + "-" + streams++;
    int what = chance.nextInt(100);
    if (what < 60 && !lastId.isEmpty()) {
      return transcript(stream, lastTopics, Transcript.Start.RESUMED, lastId);
    }
    lastId = "";
    lastTopics = new TreeSet<>();
    for (int i = chance.nextInt(1, 4); i > 0; i--) {
      lastTopics.add(world.topics.get(chance.nextInt(world.topics.size())));
    }
    String known = world.seenIds[chance.nextInt(world.seenIds.length)];
    if (what < 70 && known != null) {
      return transcript(stream, lastTopics, Transcript.Start.RESUMED, known);
    }
    if (what < 78) {
      return transcript(stream, lastTopics, Transcript.Start.FORGED, forged(known));
    }
    if (what < 86) {
      return transcript(stream, lastTopics, Transcript.Start.NEWEST, "");
    }
    return transcript(stream, lastTopics, Transcript.Start.LIVE, "");
  }

  private String forged(String known) {
    return switch (chance.nextInt(known == null ? 3 : 4)) {
      case 0 -> "nonsense";
      case 1 -> "foreign-7";
      case 2 -> "-".repeat(chance.nextInt(1, 200));
      default -> Ids.epoch(known) + "-" + (Ids.position(known) + 1_000_000_000L);
    };
  }

  private Transcript transcript(
      String stream, Set<String> topics, Transcript.Start start, String requested) {
    return new Transcript(stream, Set.copyOf(topics), start, requested, world.ticks.next());
  }

  private RawRequest request(Transcript transcript) {
    StringBuilder target = new StringBuilder();
    if (transcript.topics.size() == 1) {
      target.append("/topics/").append(transcript.topics.iterator().next()).append("/events?");
    } else {
      target.append("/events?");
      transcript.topics.forEach(topic -> target.append("topic=").append(topic).append('&'));
    }
    if (transcript.start == Transcript.Start.NEWEST) {
      target.append("last=").append(chance.nextInt(0, 300));
    }
    RawRequest request = RawRequest.stream(target.toString());
    if (chance.nextBoolean()) {
      request = request.header("Connection", "close");
    }
    return transcript.requested.isEmpty() ? request : request.lastEventId(transcript.requested);
  }

  private void read(RawRequest request, Transcript transcript) {
    boolean stalls = chance.nextInt(6) == 0;
    try (RawConnection connection =
            stalls ? RawConnection.to(world.port, SMALL_BUFFER) : RawConnection.to(world.port);
        StreamClient stream = StreamClient.open(connection, request)) {
      if (stream.head().status() != 200) {
        world.problems.add(Instant.now() + ": " + request + " was answered by " + stream.head());
        return;
      }
      int blocks = chance.nextInt(1, 2_000);
      int stallAt = stalls ? chance.nextInt(0, blocks) : -1;
      for (int i = 0; i < blocks && world.running; i++) {
        if (i == stallAt) {
          LockSupport.parkNanos(chance.nextLong(2_000_000_000L));
        }
        EventBlock block = stream.poll(SILENT);
        if (block == null || transcript.blocks.isEmpty() && "stream.close".equals(block.event())) {
          if (transcript.blocks.isEmpty()) {
            LockSupport.parkNanos(PAUSE); // ended before it began, or shed
          }
          return;
        }
        take(block, transcript);
      }
      stream.reset();
    }
  }

  private void take(EventBlock block, Transcript transcript) {
    if (transcript.blocks.isEmpty()) {
      transcript.opened = world.ticks.next();
    }
    String id = block.id() == null ? "" : block.id();
    String event = block.event() == null ? "" : block.event();
    String data = block.data() == null ? null : World.brief(block.data());
    transcript.blocks.add(new Transcript.Block(id, event, data));
    if (!id.isEmpty()) {
      lastId = id;
    }
  }
}
