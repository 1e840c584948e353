package dev.belfry.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.Frame;
import dev.belfry.log.LogFixture;
import dev.belfry.log.Opening;
import dev.belfry.sse.FrameEncoder;
import dev.belfry.stream.SocketStream;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What subscribers share, and that an idle one has no bytes of its own. */
final class SharedBytesTest {

  private static final int SUBSCRIBERS = 500;
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final LogFixture fixture = new LogFixture(1000);
  private final FrameEncoder encoder = new FrameEncoder(1 << 21);
  private final Counts counts = new Counts();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private long now;
  private final Worker worker =
      new Worker(
          fixture.log,
          encoder,
          new StreamSettings(
              HEARTBEAT, Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofSeconds(10)),
          new Jitter(new Random(1)),
          () -> now,
          counts);

  /** Notes where in memory the bytes lie that it is given, as far as they are not its own. */
  private static final class Noting implements EventStream {

    private final boolean chunked;
    private final Set<Long> ends = new HashSet<>();
    private long room = Long.MAX_VALUE;

    Noting(boolean chunked) {
      this.chunked = chunked;
    }

    @Override
    public boolean isChunked() {
      return chunked;
    }

    @Override
    public long write(ByteBuffer[] buffers, int count) {
      long before = room;
      for (int i = 0; i < count && room > 0; i++) {
        ByteBuffer buffer = buffers[i];
        if (buffer.isDirect()) { // its own blocks are not
          MemorySegment rest = MemorySegment.ofBuffer(buffer);
          ends.add(rest.address() + rest.byteSize());
        }
        int taken = (int) Math.min(room, buffer.remaining());
        buffer.position(buffer.position() + taken);
        room -= taken;
      }
      return before - room;
    }

    @Override
    public void awaitWritable() {}

    @Override
    public void end() {}

    @Override
    public void abort() {}
  }

  private Noting subscribe(boolean chunked, boolean envelope) {
    Noting stream = new Noting(chunked);
    worker.size().incrementAndGet();
    Subscription subscription =
        new Subscription(
            worker,
            stream,
            Opening.of(fixture.log, List.of(new TopicName("a")), new Start.Live()),
            new StreamForm(envelope, true, false),
            Subscription.NEVER,
            () -> {});
    subscriptions.add(subscription);
    subscription.raise(Subscription.OPEN);
    return stream;
  }

  private void step() {
    for (int cycles = 0; worker.work() > 0; cycles++) {
      assertThat(cycles).as("cycles").isLessThan(100_000);
    }
  }

  /**
   * Counted by the encoder, and seen by the streams: all were given the same memory. A chunk ends
   * two bytes behind its block.
   */
  @Test
  void oneEventToManySubscribers_isEncodedOncePerForm() {
    List<Noting> streams = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      streams.add(subscribe(i % 2 == 0, i % 5 == 0));
    }
    step();
    assertThat(encoder.encoded()).as("before there is an event").isZero();
    fixture.publish("a");
    step();
    assertThat(counts.delivered()).isEqualTo(SUBSCRIBERS);
    assertThat(encoder.encoded()).as("bare, and in an envelope").isEqualTo(2);
    Set<Long> ends = new HashSet<>();
    for (Noting stream : streams) {
      assertThat(stream.ends).hasSize(1);
      stream.ends.forEach(end -> ends.add(stream.chunked ? end - 2 : end));
    }
    assertThat(ends).as("addresses").hasSize(2);
  }

  @Test
  void anIdleSubscriber_ownsNoBytes_whateverItWentThrough() {
    List<Noting> streams = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      streams.add(subscribe(i % 2 == 0, false));
    }
    step();
    assertNoBytes("just opened");
    fixture.publish("a");
    step();
    assertNoBytes("served");
    streams.forEach(stream -> stream.room = 10);
    fixture.publish("a", "a");
    step();
    assertThat(subscriptions).allMatch(subscription -> bytesOf(subscription).contains("torn"));
    streams.forEach(stream -> stream.room = Long.MAX_VALUE);
    subscriptions.forEach(Subscription::writable);
    step();
    assertNoBytes("full, and free again");
    now += HEARTBEAT.plusSeconds(1).toNanos();
    step();
    assertNoBytes("sent a heartbeat");
  }

  private void assertNoBytes(String when) {
    assertThat(subscriptions)
        .allSatisfy(subscription -> assertThat(bytesOf(subscription)).as(when).isEmpty());
  }

  /** The fields that hold bytes, or a frame, which has bytes: by reflection, also new ones. */
  private static List<String> bytesOf(Subscription subscription) {
    List<String> found = new ArrayList<>();
    for (Field field : fieldsOf(Subscription.class)) {
      try {
        field.setAccessible(true);
        if (isBytes(field.get(subscription))) {
          found.add(field.getName());
        }
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    return found;
  }

  private static boolean isBytes(@Nullable Object value) {
    return value instanceof Buffer
        || value instanceof byte[]
        || value instanceof Frame
        || (value instanceof Object[] several && Arrays.stream(several).anyMatch(v -> isBytes(v)));
  }

  private static List<Field> fieldsOf(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          fields.add(field);
        }
      }
    }
    return fields;
  }

  /** The way to its socket keeps none either: no field of a stream could. */
  @Test
  void aSocketStream_hasNoPlaceForBytes() {
    List<Field> fields = fieldsOf(SocketStream.class);
    assertThat(fields).isNotEmpty();
    assertThat(fields)
        .noneMatch(field -> Buffer.class.isAssignableFrom(field.getType()))
        .noneMatch(field -> field.getType().isArray());
  }
}
