package dev.belfry.stress;

import dev.belfry.testkit.ProtocolViolation;
import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.RawRequest;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** What all who take part share. */
final class World {

  /** One event in so many is of the quiet topic: what is retained of it stands among much else. */
  private static final int QUIET = 100;

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

  final int port;
  final Ticks ticks = new Ticks();
  final List<String> topics;
  final Queue<Posted> posted = new ConcurrentLinkedQueue<>();
  final Queue<Transcript> transcripts = new ConcurrentLinkedQueue<>();

  /** What cannot be, seen by who was there. */
  final Queue<String> problems = new ConcurrentLinkedQueue<>();

  /** Ids that were seen anywhere, to resume behind; a sample. */
  final String[] seenIds = new String[256];

  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong texts = new AtomicLong();
  volatile boolean publishing = true;
  volatile boolean running = true;

  World(int port, int topics) {
    this.port = port;
    this.topics = IntStream.range(0, topics).mapToObj(i -> "topic-" + i).toList();
  }

  /** One of the topics; the last is a quiet one. */
  String topic(SplittableRandom chance) {
    int quiet = topics.size() - 1;
    return topics.get(chance.nextInt(QUIET) == 0 ? quiet : chance.nextInt(quiet));
  }

  /** A text that nobody else has, of about this length. */
  String text(int length) {
    String text = "event-" + texts.incrementAndGet() + "-";
    return text + "x".repeat(Math.max(0, length - text.length()));
  }

  /** What stands for a text, since long ones are too many to be kept; itself, if it is no text. */
  static String brief(String text) {
    int end = text.indexOf('x');
    boolean whole = end > 0 && text.chars().skip(end).allMatch(c -> c == 'x');
    return whole ? text.substring(0, end) + (text.length() - end) : text;
  }

  /** Asks the service; answers null where nobody knows whether it heard, as it is down. */
  RawConnection.Response ask(RawRequest request) {
    try (RawConnection connection = RawConnection.to(port)) {
      return connection.exchange(request.header("Connection", "close"), ANSWERED_WITHIN);
    } catch (UncheckedIOException | AssertionError e) {
      failed(request, e, 5_000_000);
      return null;
    }
  }

  /** Takes what a request ended with, and lets a service that is down come up. */
  void failed(RawRequest request, Throwable e, long nanos) {
    if (e instanceof ProtocolViolation && !(e instanceof ProtocolViolation.CutOff)) {
      problems.add(Instant.now() + ": " + request.method() + " " + request.target() + ": " + e);
    }
    LockSupport.parkNanos(nanos);
  }

  void saw(String id) {
    seenIds[(int) (seen.getAndIncrement() % seenIds.length)] = id;
  }
}
