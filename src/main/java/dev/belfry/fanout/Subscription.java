package dev.belfry.fanout;

import dev.belfry.log.Frame;
import dev.belfry.log.Opening;
import dev.belfry.log.Owed;
import dev.belfry.log.TopicLog;
import dev.belfry.sse.CloseReason;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber: a cursor over the log, and the stream that its frames go to. All but the public
 * methods belongs to the subscription's worker.
 */
public final class Subscription extends Inbox.Item {

  static final int OPEN = 1;
  static final int WRITABLE = 2;
  static final int DEPARTED = 4;
  static final int CLOSE = 8;

  private static final Audience[] NO_AUDIENCES = {};
  private static final TopicLog[] NO_TOPICS = {};

  static final long NO_TIMER = -1;
  static final long NEVER = Long.MAX_VALUE;

  /** What a subscription is in, in this order. */
  enum Phase {
    NEW,
    LIVE,
    CLOSING,
    ENDED
  }

  final Worker worker;
  final EventStream stream;
  final boolean chunked;
  final boolean envelope;
  final boolean checkpoints;
  final boolean heartbeatEvents;

  /** Where it begins, until the worker has opened it; null from then on. */
  private @Nullable Opening opening;

  /** Where it belongs and what it reads: those of one topic share these with all others of it. */
  @Nullable Audience[] audiences = NO_AUDIENCES;

  TopicLog[] topics = NO_TOPICS;

  /** Where in each audience this subscription stands. */
  final int[] slots;

  private final Runnable ended;

  /** A gap that the client has to be told of ahead of all events, or null. */
  Opening.@Nullable Gap gap;

  Phase phase = Phase.NEW;
  long cursor;
  Owed owed = Owed.RETAINED_ONLY;

  /** A frame that the stream has taken a part of. */
  @Nullable Frame torn;

  int tornAt;

  /** Blocks of its own that go out behind the torn frame, ahead of all others. */
  @Nullable ByteBuffer control;

  boolean blocked;
  boolean queued;
  int place;

  long timer = NO_TIMER;
  long lastTaken;
  long heartbeatAfter;

  /** When its reader may no longer read, as the worker's time; {@link #NEVER} without a bound. */
  final long validUntil;

  /** When it has to end at the latest, be it by its age or because its reader may not go on. */
  long lifetimeEnd;

  long closeDeadline = NEVER;

  private volatile @Nullable CloseReason requestedClose;

  Subscription(
      Worker worker,
      EventStream stream,
      Opening opening,
      StreamForm form,
      long validUntil,
      Runnable ended) {
    super(worker.inbox());
    this.worker = worker;
    this.stream = stream;
    this.chunked = stream.isChunked();
    this.opening = opening;
    this.envelope = form.envelope();
    this.checkpoints = form.checkpoints();
    this.heartbeatEvents = form.heartbeatEvents();
    this.slots = new int[opening.topics().length];
    this.validUntil = validUntil;
    this.ended = ended;
  }

  /** The stream can take bytes again. Any thread. */
  public void writable() {
    raise(WRITABLE);
  }

  /** The client has gone, and the stream is over: nothing more is asked of it. Any thread. */
  public void departed() {
    raise(DEPARTED);
  }

  /** Asks the worker to say a reason to the client, and to end the stream. Any thread. */
  public void close(CloseReason reason) {
    requestedClose = reason;
    raise(CLOSE);
  }

  @Nullable CloseReason requestedClose() {
    return requestedClose;
  }

  @Override
  void signalled(int raised) {
    worker.signalled(this, raised);
  }

  /** Reads what a visit will need. Returns anything. */
  int prefetch() {
    return (int) cursor + tornAt + (int) owed.live() + stream.prefetch();
  }

  /**
   * Where it begins.
   *
   * @throws NullPointerException if it is opened already
   */
  Opening opening() {
    return Objects.requireNonNull(opening);
  }

  /** Its topics are followed, or it never came about: nothing of the opening is needed any more. */
  void releaseOpening() {
    Opening done = opening;
    opening = null;
    if (done != null) {
      done.release();
    }
  }

  boolean isOpen() {
    return phase == Phase.LIVE || phase == Phase.CLOSING;
  }

  /** Adds blocks behind those that are waiting. */
  void say(byte[] blocks) {
    ByteBuffer waiting = control;
    if (waiting == null) {
      control = ByteBuffer.wrap(blocks);
    } else {
      ByteBuffer both = ByteBuffer.allocate(waiting.remaining() + blocks.length);
      control = both.put(waiting).put(blocks).flip();
    }
  }

  void end() {
    phase = Phase.ENDED;
    torn = null;
    control = null;
    releaseOpening();
    ended.run();
  }
}
