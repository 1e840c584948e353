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

  /**
   * What a subscription is in. The methods in the head of the table are the only ones that change
   * it. One that has no state to go to changes nothing, and throws an {@link
   * IllegalStateException}: that is a defect, for which the worker gives the subscription up.
   *
   * <table>
   * <caption>The state that a transition leads to</caption>
   * <tr><th>from</th><th>{@link #open}</th><th>{@link #block}</th><th>{@link #unblock}</th><th>{@link #beginClosing}</th><th>{@link #end}</th></tr>
   * <tr><td>{@link #NEW}</td><td>LIVE</td><td>–</td><td>–</td><td>–</td><td>ENDED</td></tr>
   * <tr><td>{@link #LIVE}</td><td>–</td><td>BLOCKED</td><td>LIVE</td><td>CLOSING</td><td>ENDED</td></tr>
   * <tr><td>{@link #BLOCKED}</td><td>–</td><td>–</td><td>LIVE</td><td>CLOSING_BLOCKED</td><td>ENDED</td></tr>
   * <tr><td>{@link #CLOSING}</td><td>–</td><td>CLOSING_BLOCKED</td><td>CLOSING</td><td>–</td><td>ENDED</td></tr>
   * <tr><td>{@link #CLOSING_BLOCKED}</td><td>–</td><td>–</td><td>CLOSING</td><td>–</td><td>ENDED</td></tr>
   * <tr><td>{@link #ENDED}</td><td>–</td><td>–</td><td>–</td><td>–</td><td>–</td></tr>
   * </table>
   *
   * <p>A stream may say that it is writable more often than it was asked to: to unblock what is not
   * blocked is allowed.
   */
  enum State {
    /** It has not had its first turn. */
    NEW,
    /** It reads the log, and its stream takes bytes as far as anybody knows. */
    LIVE,
    /** It reads the log once its stream is writable again. */
    BLOCKED,
    /** It reads the log no more: what it has waiting is the last. */
    CLOSING,
    /** It writes the rest of its last bytes once its stream is writable again. */
    CLOSING_BLOCKED,
    /** Nothing is left of it. */
    ENDED
  }

  private State state = State.NEW;

  // --- from its beginning to its end

  final Worker worker;
  final EventStream stream;
  final boolean chunked;
  final boolean envelope;
  final boolean checkpoints;
  final boolean heartbeatEvents;

  /** When its reader may no longer read, as the worker's time; {@link #NEVER} without a bound. */
  final long validUntil;

  private final Runnable onEnd;
  private volatile @Nullable CloseReason requestedClose;

  // --- marks of those who hold it, in any state

  /** Whether it stands in line in the worker's {@link Turns}. */
  boolean queued;

  /** When the worker's {@link Timers} look at it, in their ticks. */
  long timer = NO_TIMER;

  /** Its index among the worker's open subscriptions. */
  int index;

  /** Where it belongs: those of one topic share this with all others of it. */
  @Nullable Audience[] audiences = NO_AUDIENCES;

  /** Its slot in each audience. */
  final int[] slots;

  // --- NEW, and until its first turn has opened it

  /** Where it begins; null from then on. */
  private @Nullable Opening opening;

  // --- LIVE and BLOCKED: what it reads

  /** Shared as the audiences are. */
  TopicLog[] topics = NO_TOPICS;

  long cursor;
  Owed owed = Owed.RETAINED_ONLY;

  /** A gap that the client has to be told of ahead of all events, or null. */
  Opening.@Nullable Gap gap;

  /** How long its stream may be idle until the next heartbeat. */
  long heartbeatAfter;

  // --- LIVE, BLOCKED, CLOSING and CLOSING_BLOCKED: what its stream has not taken, and its times

  /** A frame that the stream has taken a part of. */
  @Nullable Frame torn;

  int tornAt;

  /** Blocks of its own that go out behind the torn frame, ahead of all others. */
  @Nullable ByteBuffer control;

  /** When the stream took something for the last time. */
  long lastTaken;

  /**
   * While it reads, when it has to be closed at the latest, be it for its age or because its reader
   * may not go on. While it is closing, when it is aborted.
   */
  private long deadline;

  Subscription(
      Worker worker,
      EventStream stream,
      Opening opening,
      StreamForm form,
      long validUntil,
      Runnable onEnd) {
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
    this.onEnd = onEnd;
  }

  // --- what others say. Any thread

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

  // --- its state

  State state() {
    return state;
  }

  /** Whether its stream was opened, and has not ended. */
  boolean isOpen() {
    State now = state;
    return now != State.NEW && now != State.ENDED;
  }

  /** Whether it goes on behind its cursor, be it blocked for now or not. */
  boolean isReading() {
    State now = state;
    return now == State.LIVE || now == State.BLOCKED;
  }

  /** Whether it is open, and its stream takes bytes as far as anybody knows. */
  boolean isFree() {
    State now = state;
    return now == State.LIVE || now == State.CLOSING;
  }

  /** When it has to be closed; from {@link #beginClosing} on, when it is aborted. */
  long deadline() {
    return deadline;
  }

  /**
   * Its first turn has come.
   *
   * @param now the worker's time, from which on the stream is idle
   * @param heartbeatAfter how long it may be
   * @param closeAt when the subscription is closed at the latest
   */
  void open(long now, long heartbeatAfter, long closeAt) {
    if (state != State.NEW) {
      throw illegal("open");
    }
    state = State.LIVE;
    this.lastTaken = now;
    this.heartbeatAfter = heartbeatAfter;
    this.deadline = closeAt;
  }

  /** Its stream takes nothing more for now, and is going to say when it does. */
  void block() {
    state =
        switch (state) {
          case LIVE -> State.BLOCKED;
          case CLOSING -> State.CLOSING_BLOCKED;
          case NEW, BLOCKED, CLOSING_BLOCKED, ENDED -> throw illegal("block");
        };
  }

  /** Its stream has said that it takes bytes. */
  void unblock() {
    state =
        switch (state) {
          case LIVE, BLOCKED -> State.LIVE;
          case CLOSING, CLOSING_BLOCKED -> State.CLOSING;
          case NEW, ENDED -> throw illegal("unblock");
        };
  }

  /**
   * It reads the log no more, and ends when its stream has taken its last bytes.
   *
   * @param abortAt when the subscription is aborted if that has not happened
   */
  void beginClosing(long abortAt) {
    state =
        switch (state) {
          case LIVE -> State.CLOSING;
          case BLOCKED -> State.CLOSING_BLOCKED;
          case NEW, CLOSING, CLOSING_BLOCKED, ENDED -> throw illegal("begin closing");
        };
    deadline = abortAt;
  }

  /** It is over. Whoever holds it has let go of it, and is told so by this last. */
  void end() {
    if (state == State.ENDED) {
      throw illegal("end");
    }
    state = State.ENDED;
    torn = null;
    control = null;
    releaseOpening();
    onEnd.run();
  }

  private IllegalStateException illegal(String transition) {
    return new IllegalStateException("a subscription that is " + state + " cannot " + transition);
  }

  // --- what it has

  /** Reads what a visit will need. Returns anything. */
  int prefetch() {
    return (int) cursor + tornAt + (int) owed.live() + stream.prefetch();
  }

  /**
   * Where it begins.
   *
   * @throws NullPointerException if its first turn is over already
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
}
