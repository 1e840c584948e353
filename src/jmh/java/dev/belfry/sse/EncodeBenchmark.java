package dev.belfry.sse;

import dev.belfry.event.Event;
import dev.belfry.log.Frame;
import dev.belfry.log.Material;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * What a frame's bytes cost: the first time, which is once per event and form, with the slabs that
 * are made for it; and every other time, which is once per event and subscriber.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodeBenchmark {

  /** The size of the data. */
  @Param({"200", "16384"})
  public int bytes;

  @Param({"false", "true"})
  public boolean envelope;

  @Param({"false", "true"})
  public boolean chunked;

  private final FrameEncoder encoder = new FrameEncoder(64L << 20);
  private Event event = Material.event(1, Material.post("posts", 200));
  private Frame known = Material.frame(event);

  @Setup
  public void post() {
    event = Material.event(123_456, Material.post("posts", bytes));
    known = Material.frame(event);
  }

  /** A frame that nobody has asked for yet. */
  @Benchmark
  public @Nullable Object first() {
    return encoder.bytes(Material.frame(event), envelope, chunked);
  }

  /** A frame that another subscriber has asked for already. */
  @Benchmark
  public @Nullable Object again() {
    return encoder.bytes(known, envelope, chunked);
  }
}
