package dev.belfry.store;

import dev.belfry.config.IdempotencyProperties;
import dev.belfry.config.MemoryBudget;
import dev.belfry.event.Event;
import dev.belfry.event.EventData;
import dev.belfry.event.Post;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of requests that were accepted, for a time and up to a number. One thread at a time.
 *
 * <p>None leaves ahead of its time: what was promised of a key would be broken. When there are too
 * many, requests with new keys are refused.
 */
public final class IdempotencyKeys {

  private static final EventData NO_DATA = EventData.text(new byte[0]);

  /**
   * How long keys are remembered, and for how many events.
   *
   * @param window how long, positive
   * @param keys of how many events, at least 1: a batch's key counts as many
   */
  public record Bounds(Duration window, int keys) {

    /**
     * @throws IllegalArgumentException if nothing would be remembered
     */
    public Bounds {
      if (!window.isPositive() || keys < 1) {
        throw new IllegalArgumentException(
            "a key is remembered for a time: " + window + ", " + keys + " keys");
      }
    }

    /** Those of the configuration: as many as are set, or as fit. */
    public static Bounds of(IdempotencyProperties idempotency, MemoryBudget budget) {
      return new Bounds(idempotency.window(), budget.keys());
    }
  }

  private record Accepted(IdempotencyKey.Digest request, List<Event> events, long forgottenAt) {}

  private final Bounds bounds;
  private final LongSupplier nanoClock;

  /** In the order in which they are forgotten; some later, where the clock was set back. */
  private final Map<IdempotencyKey.Digest, Accepted> accepted = new LinkedHashMap<>();

  /** For how many events. */
  private volatile int size;

  /**
   * No keys yet.
   *
   * @param nanoClock as {@link System#nanoTime()}: a wall clock that jumps must not let a key go
   */
  public IdempotencyKeys(Bounds bounds, LongSupplier nanoClock) {
    this.bounds = bounds;
    this.nanoClock = nanoClock;
  }

  /** What a request is to be answered because of its key; null if it is new. */
  public @Nullable AppendOutcome find(IdempotencyKey key) {
    forgetOld();
    Accepted before = accepted.get(key.key());
    if (before == null) {
      return null;
    }
    return before.request.equals(key.request())
        ? new AppendOutcome.Appended(before.events, true)
        : new Refusal.KeyReused();
  }

  /** Whether keys of so many events more can be remembered. */
  public boolean hasRoomFor(int events) {
    return size + events <= bounds.keys();
  }

  /** How long a key is remembered. */
  public Duration window() {
    return bounds.window();
  }

  /** Why a request with a new key is refused when there is no room for it. */
  public Refusal noRoom() {
    return new Refusal.TooManyKeys(bounds.keys(), Refusal.RETRY_AFTER);
  }

  /** Of how many events keys are remembered. Any thread. */
  public int size() {
    return size;
  }

  /**
   * Remembers a request that was accepted.
   *
   * @param age how long ago; one that is too old, or of the future, is taken as it comes
   */
  public void add(IdempotencyKey key, List<Event> events, Duration age) {
    Duration known = age.isNegative() ? Duration.ZERO : age; // the clock was set back
    if (known.compareTo(bounds.window()) < 0) {
      long forgottenAt = nanoClock.getAsLong() + bounds.window().minus(known).toNanos();
      List<Event> receipts = events.stream().map(IdempotencyKeys::receipt).toList();
      Accepted before = accepted.put(key.key(), new Accepted(key.request(), receipts, forgottenAt));
      count(receipts.size() - (before == null ? 0 : before.events.size()));
    }
  }

  /** The data is not remembered: it would make a key as large as an event. */
  private static Event receipt(Event event) {
    Post post = event.post();
    return new Event(
        event.id(),
        event.publishedAt(),
        new Post(post.topic(), post.type(), NO_DATA, post.retain()));
  }

  /** Lets go of keys whose time is over. */
  public void forgetOld() {
    long now = nanoClock.getAsLong();
    Iterator<Accepted> oldest = accepted.values().iterator();
    while (oldest.hasNext()) {
      Accepted next = oldest.next();
      if (next.forgottenAt - now > 0) {
        return;
      }
      oldest.remove();
      count(-next.events.size());
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  private void count(int more) {
    size += more;
  }
}
