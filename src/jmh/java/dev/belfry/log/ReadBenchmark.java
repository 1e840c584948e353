package dev.belfry.log;

import dev.belfry.event.Post;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a visit reads: the head, and the events behind it that the subscriber is to get, of one
 * topic or of as many as a stream may have.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadBenchmark {

  private static final int RETAINED = 10_000;
  private static final int BYTES = 200;

  @Param({"1", "64"})
  public int topics;

  /** How many events the cursor stands behind the head; 0 is caught up. */
  @Param({"0", "1", "64"})
  public int behind;

  private final LogReader reader = new LogReader();
  private final Owed owed = Owed.head(0);
  private EventLog log = Material.log(1);
  private TopicLog[] followed = {};
  private long cursor;

  @Setup
  public void fill() {
    List<Post> posts = Material.posts(topics, BYTES);
    log = Material.log(RETAINED);
    for (long position = 1; position <= RETAINED; position++) {
      log.append(
          List.of(Material.event(position, posts.get((int) (position % topics)))), Material.NOON);
    }
    followed = posts.stream().map(post -> log.topicOrEmpty(post.topic())).toArray(TopicLog[]::new);
    cursor = log.head().number() - behind;
    if (!read() || reader.size() != behind || reader.end() != RETAINED) {
      throw new IllegalStateException("read " + reader.size() + " to " + reader.end());
    }
  }

  /** One visit's reading. */
  @Benchmark
  public boolean read() {
    return reader.read(followed, cursor, owed, log.head());
  }
}
