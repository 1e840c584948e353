package dev.belfry.stress;

import java.io.EOFException;
import java.io.IOException;
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
      try {
        read(transcript);
      } catch (IOException e) {
        LockSupport.parkNanos(50_000_000); // cut off, or down
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

  private void read(Transcript transcript) throws IOException {
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
    String head =
        "GET "
            + target
            + " HTTP/1.1\r\nAccept: text/event-stream\r\n"
            + (chance.nextBoolean() ? "Connection: close\r\n" : "")
            + (transcript.requested.isEmpty()
                ? ""
                : "Last-Event-ID: " + transcript.requested + "\r\n");
    boolean stalls = chance.nextInt(6) == 0;
    try (Wire wire = new Wire(world.port, head, "", stalls ? SMALL_BUFFER : 0)) {
      if (wire.status() != 200) {
        world.problems.add(
            Instant.now() + ": " + head + " was answered by " + wire.status() + " " + wire.rest());
        return;
      }
      int blocks = chance.nextInt(1, 2_000);
      int stallAt = stalls ? chance.nextInt(0, blocks) : -1;
      for (int i = 0; i < blocks && world.running; i++) {
        if (i == stallAt) {
          LockSupport.parkNanos(chance.nextLong(2_000_000_000L));
        }
        if (!readBlock(wire, transcript)) {
          return;
        }
      }
      wire.vanish();
    }
  }

  /** Returns false at the end of the stream. */
  private boolean readBlock(Wire wire, Transcript transcript) throws IOException {
    String id = "";
    String event = "";
    String data = null;
    while (true) {
      String line = wire.line();
      if (line == null) {
        if (transcript.blocks.isEmpty()) {
          throw new EOFException("ended before it began");
        }
        return false;
      }
      if (line.isEmpty()) {
        break;
      }
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = data == null ? line.substring(6) : data + "\n" + line.substring(6);
      } else if (!line.startsWith("retry: ")) {
        world.problems.add(transcript.name + " read a line that is none: " + line);
      }
    }
    if (transcript.blocks.isEmpty() && event.equals("stream.close")) {
      throw new EOFException("shed");
    }
    if (transcript.blocks.isEmpty()) {
      transcript.opened = world.ticks.next();
    }
    transcript.blocks.add(new Transcript.Block(id, event, data == null ? null : World.brief(data)));
    if (!id.isEmpty()) {
      lastId = id;
    }
    return true;
  }
}
