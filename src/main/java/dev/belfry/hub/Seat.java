package dev.belfry.hub;

import dev.belfry.fanout.EventStream;
import dev.belfry.fanout.FanOut;
import dev.belfry.fanout.StreamForm;
import dev.belfry.fanout.Subscription;
import dev.belfry.log.Opening;
import dev.belfry.sse.CloseReason;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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

  /** Where the stream begins. Taken once, by whoever opens it or gives the place back. */
  private @Nullable Opening opening;

  private final StreamForm form;

  /** How long its reader may read; null without a bound. */
  private final @Nullable Duration validFor;

  private final Consumer<Seat> released;
  private volatile @Nullable Subscription subscription;
  private volatile @Nullable CloseReason requestedClose;
  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

  Seat(
      FanOut fanOut,
      Opening opening,
      StreamForm form,
      @Nullable Duration validFor,
      Consumer<Seat> released) {
    this.fanOut = fanOut;
    this.opening = opening;
    this.form = form;
    this.validFor = validFor;
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
    Opening taken = takeOpening();
    try {
      Subscription opened = fanOut.subscribe(stream, taken, form, validFor, this::ended);
      subscription = opened;
      CloseReason requested = requestedClose; // behind the subscription: see close
      if (requested != null) {
        opened.close(requested);
      }
      return opened;
    } catch (RuntimeException | Error e) {
      taken.release();
      ended(); // no worker has it, so nobody else would give the place back
      throw e;
    }
  }

  private Opening takeOpening() {
    Opening taken = Objects.requireNonNull(opening);
    opening = null; // a seat lasts as long as its stream, which has no use for it
    return taken;
  }

  private void ended() {
    if (state.getAndSet(State.RELEASED) != State.RELEASED) {
      released.accept(this);
    }
  }

  /**
   * Ends the stream, with a reason that its client is told; one that is not open yet ends as soon
   * as it is. Any thread.
   */
  void close(CloseReason reason) {
    requestedClose = reason; // first: whoever opens it meanwhile finds the one or is found here
    Subscription opened = subscription;
    if (opened != null) {
      opened.close(reason);
    }
  }

  /** Gives back a place that was never opened; the subscription gives back one that was. */
  public void release() {
    if (state.compareAndSet(State.HELD, State.RELEASED)) {
      takeOpening().release();
      released.accept(this);
    }
  }
}
