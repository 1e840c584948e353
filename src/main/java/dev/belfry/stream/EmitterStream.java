package dev.belfry.stream;

import dev.belfry.fanout.EventStream;
import dev.belfry.fanout.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A stream that Spring carries: each write is one blocking send on a virtual thread, and while that
 * is under way nothing more is taken. An idle stream has no thread.
 *
 * <p>The emitter's callbacks come while Spring holds locks that a send may wait for, so all they do
 * is raise a flag.
 */
final class EmitterStream implements EventStream {

  private enum State {
    IDLE,
    /** A send is under way. */
    SENDING,
    /** A send is under way, and the worker wants to know when it is done. */
    AWAITED,
    /** Nothing more will be taken; who sends last completes the emitter. */
    ENDING,
    ENDED
  }

  /** The most bytes of one send: a copy of them waits for a reader that does not read. */
  private static final int MAX_SEND = 16 * 1024;

  private final StreamEmitter emitter;
  private final Executor threads;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile @Nullable Subscription subscription;
  private volatile boolean broken;

  EmitterStream(StreamEmitter emitter) {
    this(emitter, Thread::startVirtualThread);
  }

  /**
   * @param threads runs what may block, each on a thread of its own
   */
  EmitterStream(StreamEmitter emitter, Executor threads) {
    this.emitter = emitter;
    this.threads = threads;
    emitter.onCompletion(this::gone);
    emitter.onError(error -> fail());
    emitter.onTimeout(this::fail);
  }

  void carries(Subscription opened) {
    subscription = opened;
    // whatever happened before there was anyone to tell
    if (broken) {
      opened.departed();
    } else {
      opened.writable();
    }
  }

  /** Nothing can be sent any more, and nobody else completes the emitter. */
  private void fail() {
    gone();
    end();
  }

  private void gone() {
    broken = true;
    Subscription opened = subscription;
    if (opened != null) {
      opened.departed();
    }
  }

  @Override
  public boolean isChunked() {
    return false; // the container frames what it sends
  }

  @Override
  public long write(ByteBuffer[] buffers, int count) throws IOException {
    if (broken) {
      throw new IOException("the client is gone");
    }
    if (!state.compareAndSet(State.IDLE, State.SENDING)) {
      return 0;
    }
    try {
      byte[] bytes = join(buffers, count);
      threads.execute(() -> send(bytes));
      return bytes.length;
    } catch (Error e) {
      state.set(State.IDLE); // no memory for a thread: nothing is under way, and it can be ended
      throw e;
    }
  }

  private static byte[] join(ByteBuffer[] buffers, int count) {
    int length = 0;
    for (int i = 0; i < count; i++) {
      length += buffers[i].remaining();
    }
    ByteBuffer joined = ByteBuffer.allocate(Math.min(length, MAX_SEND));
    for (int i = 0; i < count && joined.hasRemaining(); i++) {
      ByteBuffer next = buffers[i];
      int limit = next.limit();
      next.limit(next.position() + Math.min(next.remaining(), joined.remaining()));
      joined.put(next);
      next.limit(limit);
    }
    return joined.array();
  }

  private void send(byte[] bytes) {
    boolean sent = false;
    try {
      emitter.sendBytes(bytes);
      sent = true;
    } catch (IOException | IllegalStateException e) {
      // the client is gone
    } finally {
      if (sent) {
        sent();
      } else {
        state.set(State.ENDED);
        gone();
        complete(); // callbacks are not certain to come
      }
    }
  }

  private void sent() {
    State before = state.getAndUpdate(now -> now == State.ENDING ? State.ENDED : State.IDLE);
    Subscription opened = subscription;
    if (before == State.ENDING) {
      complete();
    } else if (before == State.AWAITED && opened != null) {
      opened.writable();
    }
  }

  @Override
  public void awaitWritable() {
    Subscription opened = subscription;
    State before = state.compareAndExchange(State.SENDING, State.AWAITED);
    if (before == State.IDLE && opened != null) {
      opened.writable(); // the send was done in between
    }
  }

  @Override
  public void end() {
    State before = state.getAndUpdate(EmitterStream::ending);
    if (before == State.IDLE) {
      try {
        threads.execute(this::complete);
      } catch (Error e) {
        state.set(State.IDLE); // no memory for a thread: whoever ends it again tries again
        throw e;
      }
    }
  }

  private static State ending(State now) {
    return switch (now) {
      case IDLE, ENDED -> State.ENDED;
      case SENDING, AWAITED, ENDING -> State.ENDING;
    };
  }

  @Override
  public void abort() {
    end();
  }

  private void complete() {
    try {
      emitter.completeCarried();
    } catch (IllegalStateException e) {
      // the container was faster
    }
  }
}
