package dev.belfry.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.Fed;
import dev.belfry.store.IdempotencyKey;
import dev.belfry.store.IdempotencyKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A store on a disk that tests can hurt, and what it has fed. */
final class StoreFixture implements AutoCloseable {

  static final TopicName A = new TopicName("a");
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  static final long BYTES = 8 << 20;

  private static final IdempotencyKeys.Bounds KEYS =
      new IdempotencyKeys.Bounds(Duration.ofMinutes(10), 100);

  private static final AtomicLong EPOCHS = new AtomicLong();

  private final AtomicLong nanos = new AtomicLong();
  final FileStore store;
  final Fed fed;

  private StoreFixture(Disk disk, long bytes, Instant now) {
    fed = new Fed();
    store =
        new FileStore(
            disk,
            bytes,
            new IdempotencyKeys(KEYS, nanos::get),
            fed,
            () -> now,
            nanos::get,
            () -> new Epoch("e" + EPOCHS.incrementAndGet()));
    store.tail(fed);
  }

  static StoreFixture on(Disk disk) {
    return on(disk, BYTES);
  }

  static StoreFixture on(Disk disk, long bytes) {
    return new StoreFixture(disk, bytes, NOON);
  }

  /** One whose clock shows a time, and stands still. */
  static StoreFixture at(Instant now, Disk disk) {
    return new StoreFixture(disk, BYTES, now);
  }

  static Post post(String text) {
    return new Post(A, null, EventData.text(text.getBytes(StandardCharsets.UTF_8)), true);
  }

  static IdempotencyKey key(long key, long request) {
    return new IdempotencyKey(
        new IdempotencyKey.Digest(key, key), new IdempotencyKey.Digest(request, request));
  }

  /** Lets time go by. */
  void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  AppendOutcome append(String text) {
    return store.append(List.of(post(text)), null);
  }

  Event accepted(String text) {
    return accepted(append(text)).getFirst();
  }

  DeleteOutcome delete(Event event) {
    return store.delete(event.topic(), event.id().toString());
  }

  static List<Event> accepted(AppendOutcome outcome) {
    assertThat(outcome).isInstanceOf(AppendOutcome.Appended.class);
    return ((AppendOutcome.Appended) outcome).events();
  }

  /** What was fed, as text, in order. */
  List<String> texts() {
    return fed.all().stream().map(event -> event.post().data().asString()).toList();
  }

  @Override
  public void close() {
    store.close();
  }
}
