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
 * What the tailer does for one event, in a log that is full: it makes the event, appends it to the
 * topic whose turn it is, and lets that topic's oldest go. The log holds the same number of events
 * whatever the number of topics.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AppendBenchmark {

  private static final int RETAINED = 10_000;
  private static final int BYTES = 200;

  @Param({"1", "1000"})
  public int topics;

  private List<Post> posts = List.of();
  private EventLog log = Material.log(1);
  private long position;

  @Setup
  public void fill() {
    posts = Material.posts(topics, BYTES);
    log = Material.log(RETAINED / topics);
    for (int i = 0; i < RETAINED; i++) {
      append();
    }
    if (log.size().frames() != RETAINED) {
      throw new IllegalStateException("the log is not full: " + log.size());
    }
  }

  /** One event, as the service's tailer takes it. */
  @Benchmark
  public long append() {
    position++;
    log.append(
        List.of(Material.event(position, posts.get((int) (position % topics)))), Material.NOON);
    log.trim(Material.NOON);
    return log.head().number();
  }
}
