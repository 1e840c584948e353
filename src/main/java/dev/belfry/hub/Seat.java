package dev.belfry.hub;

import dev.belfry.fanout.EventStream;
import dev.belfry.fanout.FanOut;
import dev.belfry.fanout.Subscription;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A place for one stream, counted from its admission until it is released: by the subscription's
 * end, or by whoever finds that the stream never came about. Thread-safe.
 */
public final class Seat {

  private enum State {
    HELD,
    OPENED,
    RELEASED
  }

  private final FanOut fanOut;

  /** Read once, by whoever opens the stream; null from then on. */
  private @Nullable SubscribeRequest request;

  private final Runnable released;
  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

  Seat(FanOut fanOut, SubscribeRequest request, Runnable released) {
    this.fanOut = fanOut;
    this.request = request;
    this.released = released;
  }

  /**
   * Opens the subscription on a stream.
   *
   * @throws IllegalStateException if that was done before, or the place was given back
   */
  public Subscription open(EventStream stream) {
    if (!state.compareAndSet(State.HELD, State.OPENED)) {
      throw new IllegalStateException("this place is " + state.get());
    }
    SubscribeRequest opened = Objects.requireNonNull(request);
    request = null; // the subscription has what it needs of it, for as long as it needs it
    return fanOut.subscribe(
        stream, opened.topicList(), opened.start(), opened.envelope(), this::ended);
  }

  private void ended() {
    if (state.getAndSet(State.RELEASED) != State.RELEASED) {
      released.run();
    }
  }

  /** Gives back a place that was never opened; the subscription gives back one that was. */
  public void release() {
    if (state.compareAndSet(State.HELD, State.RELEASED)) {
      released.run();
    }
  }
}
