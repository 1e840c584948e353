package dev.belfry.store;

import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one order of all events, as durable as the store promises. Thread-safe. */
public interface EventStore {

  /**
   * Feeds a tail: first with the life that the store is in, then with everything it holds, both
   * before this returns, and from then on with everything it accepts, in position order, by one
   * thread at a time. To be called once, before the first append.
   */
  void tail(Tail tail);

  /**
   * The position of the newest event that the store has accepted: no id that it gave leads beyond
   * it. The tail may be behind it. Blocks, for a bounded time.
   */
  long head();

  /**
   * Accepts posts with consecutive positions, all or none. When it returns that they are, they are
   * durable, and the tail has them or is about to. Blocks, for a bounded time.
   *
   * @param posts at least one
   * @param key what makes a request that is sent again the same request, or null
   */
  AppendOutcome append(List<Post> posts, @Nullable IdempotencyKey key);

  /**
   * Asks whether a request was accepted before, without sending it again. Blocks, for a bounded
   * time.
   *
   * @return what {@link #append} would answer because of the key; null if it is new
   */
  @Nullable AppendOutcome find(IdempotencyKey key);

  /**
   * Takes an event out for good; its position stays. The store decides whether there is anything to
   * take out: this node's log may lag behind it. When it returns that this was done, it is durable
   * and the tail knows. Blocks, for a bounded time.
   *
   * @param topic of the event
   * @param id of the event, as a client sent it; it may be anything
   */
  DeleteOutcome delete(TopicName topic, String id);

  /** How it is. Any thread; does not wait. */
  StoreStatus status();

  /** What it tells operators besides: the same metrics at all times. */
  List<StoreGauge> gauges();
}
