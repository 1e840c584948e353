package dev.belfry.stream;

import dev.belfry.fanout.Subscription;
import dev.belfry.hub.Seat;
import dev.belfry.sse.CloseReason;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What a controller returns for an admitted stream. How it is carried is decided one layer below:
 * on a socket that was taken over, or by Spring. Either way its frames come from the log alone:
 * {@code send} is refused, {@link #complete()} and completion callbacks work.
 */
public final class StreamEmitter extends SseEmitter {

  private static final Long WITHOUT_TIMEOUT = 0L;

  private final Seat seat;
  private final CopyOnWriteArrayList<Runnable> completions = new CopyOnWriteArrayList<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Subscription subscription;

  /**
   * @param seat held; from here on the emitter sees to its release
   */
  public StreamEmitter(Seat seat) {
    super(WITHOUT_TIMEOUT); // the fan-out ends a stream in time
    this.seat = seat;
  }

  Seat seat() {
    return seat;
  }

  void carriedBy(Subscription opened) {
    subscription = opened;
  }

  /** Runs the callbacks, once: of a socket that was taken over Spring does not know the end. */
  void ended() {
    if (ended.compareAndSet(false, true)) {
      completions.forEach(Runnable::run);
    }
  }

  @Override
  public void onCompletion(Runnable callback) {
    completions.add(callback);
    super.onCompletion(this::ended);
  }

  /** Ends the stream: the client is told, and comes back. */
  @Override
  public void complete() {
    Subscription opened = subscription;
    if (opened == null) {
      super.complete();
    } else {
      opened.close(CloseReason.LIFETIME);
    }
  }

  @Override
  public void send(Object object, @Nullable MediaType mediaType) {
    throw refused();
  }

  @Override
  public void send(Set<DataWithMediaType> items) {
    throw refused();
  }

  @Override
  public void send(SseEventBuilder builder) {
    throw refused();
  }

  private static IllegalStateException refused() {
    return new IllegalStateException("what a stream sends comes from the log: publish instead");
  }

  void sendBytes(byte[] bytes) throws IOException {
    super.send(Set.of(new DataWithMediaType(bytes, null)));
  }

  void completeCarried() {
    super.complete();
  }
}
