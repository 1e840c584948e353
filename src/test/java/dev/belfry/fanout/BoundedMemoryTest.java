package dev.belfry.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Event;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.LogFixture;
import dev.belfry.log.Opening;
import dev.belfry.sse.FrameEncoder;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Replays of more history than there is memory for its encoded form, by two workers in turns. */
final class BoundedMemoryTest {

  private static final int MIB = 1 << 20;
  private static final int BOUND = 8 * MIB;
  private static final int EVENTS = 4000;
  private static final int EVENT_BYTES = 10_000;
  private static final int READERS = 6;

  private final LogFixture fixture = new LogFixture(EVENTS, 100L * MIB);
  private final FrameEncoder encoder = new FrameEncoder(BOUND);
  private final Worker one = worker();
  private final Worker other = worker();

  private Worker worker() {
    return new Worker(
        fixture.log,
        encoder,
        new StreamSettings(
            Duration.ofSeconds(15),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofSeconds(10)),
        new Jitter(new Random(1)),
        () -> 0L,
        new Counts());
  }

  /** Takes all it is given, and looks at nothing but the ids. */
  private static final class Reading implements EventStream {

    private long expected;
    private boolean whole = true;

    @Override
    public boolean isChunked() {
      return false;
    }

    @Override
    public long write(ByteBuffer[] buffers, int count) {
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        ByteBuffer buffer = buffers[i];
        bytes += buffer.remaining();
        if (buffer.isDirect()) {
          check(buffer);
        }
        buffer.position(buffer.limit());
      }
      return bytes;
    }

    /** Blocks of {@code id: e-<position>}, all as long as their position has digits. */
    private void check(ByteBuffer blocks) {
      int at = blocks.position();
      while (at < blocks.limit()) {
        expected++;
        String id = "id: e-" + expected + "\n";
        for (int i = 0; i < id.length(); i++) {
          whole &= blocks.get(at + i) == id.charAt(i);
        }
        at += id.length() + "data: ".length() + EVENT_BYTES + 2;
      }
      whole &= at == blocks.limit();
    }

    @Override
    public void awaitWritable() {}

    @Override
    public void end() {}

    @Override
    public void abort() {}
  }

  private Reading subscribe(Worker worker) {
    Reading stream = new Reading();
    worker.size().incrementAndGet();
    new Subscription(
            worker,
            stream,
            Opening.of(fixture.log, List.of(new TopicName("a")), new Start.Newest(10_000)),
            StreamForm.PLAIN,
            Subscription.NEVER,
            () -> {})
        .raise(Subscription.OPEN);
    return stream;
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void replaysOfMoreThanThereIsMemoryFor_neverTakeMoreThanTheBound() {
    String json = "\"" + "x".repeat(EVENT_BYTES - 2) + "\"";
    for (int i = 1; i <= EVENTS; i++) {
      Event event = LogFixture.event(i, "a", json, true, LogFixture.NOON);
      fixture.log.append(List.of(event), LogFixture.NOON);
    }
    final long before = direct();
    long most = 0;
    List<Reading> streams = new ArrayList<>();
    for (int reader = 0; reader < READERS; reader++) { // each finds what the one before left over
      streams.add(subscribe(reader % 2 == 0 ? one : other));
      for (int cycle = 0; one.work() + other.work() > 0; cycle++) {
        assertThat(cycle).as("cycles").isLessThan(100_000);
        most = Math.max(most, direct() - before);
      }
    }
    assertThat(streams)
        .allSatisfy(stream -> {
          assertThat(stream.whole).isTrue();
          assertThat(stream.expected).isEqualTo(EVENTS);
        });
    assertThat(most).as("direct memory").isPositive().isLessThanOrEqualTo(BOUND);
    assertThat(encoder.held()).isLessThanOrEqualTo(BOUND);
    assertThat(encoder.encoded()).isGreaterThan(READERS * (long) (EVENTS / 2));
  }
}
