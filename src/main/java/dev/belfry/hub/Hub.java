package dev.belfry.hub;

import dev.belfry.event.Event;
import dev.belfry.event.EventId;
import dev.belfry.event.Post;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.fanout.FanOut;
import dev.belfry.fanout.Jitter;
import dev.belfry.sse.CloseReason;
import dev.belfry.sse.ControlBlocks;
import dev.belfry.log.EventLog;
import dev.belfry.log.Opening;
import dev.belfry.log.TopicLog;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import dev.belfry.store.EventStore;
import dev.belfry.store.IdempotencyKey;
import dev.belfry.store.Refusal;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Publish, subscribe, look: all that the service does. Thread-safe. */
public final class Hub {

  /** What the life of the node allows. */
  private enum Phase {
    SERVING,
    /** Streams are being ended; publishes still reach them. */
    DRAINING,
    /** All streams have ended. */
    DRAINED
  }

  /** How long a publisher waits until this node has what the store has accepted of him. */
  private static final Duration PUBLISH_PATIENCE = Duration.ofSeconds(5);

  /** How long a reader waits until this node has what another node has shown him. */
  private static final Duration READ_PATIENCE = Duration.ofSeconds(2);

  private final EventStore store;
  private final Tailer tailer;
  private final EventLog log;
  private final FanOut fanOut;
  private final HubLimits limits;
  private final Jitter jitter;
  private final History history;
  private final AtomicInteger seats = new AtomicInteger();
  private final LongAdder published = new LongAdder();
  private final Refusals refusals;
  private volatile Phase phase = Phase.SERVING;

  Hub(
      EventStore store,
      Tailer tailer,
      EventLog log,
      FanOut fanOut,
      HubLimits limits,
      Jitter jitter,
      Refusals refusals) {
    this.store = store;
    this.tailer = tailer;
    this.log = log;
    this.fanOut = fanOut;
    this.limits = limits;
    this.jitter = jitter;
    this.refusals = refusals;
    this.history = new History(log);
    shedCounter(CloseReason.OVERLOADED); // so that it is there to be watched before it counts
    shedCounter(CloseReason.SHUTDOWN);
  }

  private LongAdder shedCounter(CloseReason reason) {
    return refusals.counter("stream-" + reason.text());
  }

  /**
   * Accepts all posts, with consecutive positions, or none. May block until they are durable.
   *
   * @param posts at least one
   * @param key what makes the request the same when it is sent again, or null
   */
  public AppendOutcome publish(List<Post> posts, @Nullable RequestKey key) {
    if (phase == Phase.DRAINED) {
      return new Refusal.Unavailable(Refusal.RETRY_AFTER);
    }
    IdempotencyKey whole = key == null ? null : key.of(posts);
    Refusal beyond = beyondLimits(posts);
    if (beyond != null) {
      // what was accepted once is answered so again, however much there is by now
      AppendOutcome before = whole == null ? null : store.find(whole);
      return before == null ? beyond : before;
    }
    AppendOutcome outcome = store.append(posts, whole);
    if (outcome instanceof AppendOutcome.Appended(List<Event> events, boolean replayed)) {
      published.add(replayed ? 0 : events.size());
      // whoever is told so may rely on it that this node's subscribers get them
      return tailer.awaitHead(events.getLast().position(), PUBLISH_PATIENCE)
          ? outcome
          : new Refusal.Unknown();
    }
    return outcome;
  }

  private @Nullable Refusal beyondLimits(List<Post> posts) {
    for (int i = 0; i < posts.size(); i++) {
      int length = posts.get(i).data().length();
      if (length > limits.eventSize()) {
        return new Refusal.EventTooLarge(i, length, limits.eventSize());
      }
    }
    int fresh = newTopics(posts);
    return fresh > 0 && log.topicsWithEvents() + fresh > limits.topics()
        ? new Refusal.TooManyTopics(limits.topics(), Refusal.RETRY_AFTER)
        : null;
  }

  /**
   * Takes an event out, for good: nobody who comes later gets it, and nobody is told. May block
   * until that is durable.
   */
  public DeleteOutcome delete(TopicName topic, EventId id) {
    if (phase == Phase.DRAINED) {
      return new Refusal.Unavailable(Refusal.RETRY_AFTER);
    }
    return id.epoch().equals(log.epoch())
        ? store.delete(topic, id.position())
        : new DeleteOutcome.NotFound();
  }

  /** Whether an event was deleted, and still has its place in the history. */
  public boolean isDeleted(TopicName topic, EventId id) {
    TopicLog known = log.topic(topic);
    return known != null && id.epoch().equals(log.epoch()) && known.deletedAt(id.position());
  }

  private int newTopics(List<Post> posts) {
    Set<TopicName> found = new HashSet<>();
    for (Post post : posts) {
      TopicLog topic = log.topic(post.topic());
      if (post.retain() && (topic == null || topic.retained() == 0)) {
        found.add(post.topic());
      }
    }
    return found.size();
  }

  /**
   * Asks for a place for one more stream. Where it begins is decided before this returns, and so
   * before its client hears that it is open: what is published from then on is delivered to it, or
   * covered by a gap. For the thread of the request, which may search for the newest events here.
   */
  public Admission subscribe(SubscribeRequest request) {
    if (phase != Phase.SERVING) {
      return shed(CloseReason.SHUTDOWN);
    }
    if (seats.incrementAndGet() > limits.streams()) {
      seats.decrementAndGet();
      return shed(CloseReason.OVERLOADED);
    }
    try {
      if (request.start() instanceof Start.After(String id)) {
        reach(EventId.parse(id));
      }
      Opening opening = Opening.of(log, request.topicList(), request.start());
      return new Admission.Admitted(
          new Seat(fanOut, opening, request.form(), seats::decrementAndGet));
    } catch (RuntimeException | Error e) {
      seats.decrementAndGet();
      throw e;
    }
  }

  private Admission shed(CloseReason reason) {
    shedCounter(reason).increment();
    return new Admission.Shed(ControlBlocks.close(reason, jitter.shedRetry()));
  }

  /**
   * One page of retained events, merged by position.
   *
   * @param topics at least one
   * @param after where to begin, as a client sent it; null for the oldest
   * @param limit the most events of the page, at least 1
   */
  public HistoryPage history(Set<TopicName> topics, @Nullable String after, int limit) {
    if (after != null) {
      reach(EventId.parse(after));
    }
    return history.page(topics, after, limit);
  }

  /** How a topic stands; one that nobody has used is empty. */
  public TopicStatus topic(TopicName topic) {
    long head = log.head(); // first: whoever reads on from here misses nothing
    return status(log.topicOrEmpty(topic), head);
  }

  /**
   * Topics that hold events or have subscribers, by name.
   *
   * @param after the name to begin after, or null
   * @param limit the most to return
   */
  public List<TopicStatus> topics(@Nullable TopicName after, int limit) {
    long head = log.head();
    return log.topics().stream()
        .filter(topic -> after == null || topic.name().compareTo(after) > 0)
        .sorted(Comparator.comparing(TopicLog::name))
        .limit(limit)
        .map(topic -> status(topic, head))
        .toList();
  }

  private TopicStatus status(TopicLog topic, long head) {
    Event oldest = topic.oldestRetained();
    Event newest = topic.newestRetained();
    return new TopicStatus(
        topic.name(),
        topic.readers(),
        log.id(head),
        oldest == null ? null : oldest.id(),
        newest == null ? null : newest.id(),
        topic.retained());
  }

  /** One event, or null if there is none or it is no longer retained. */
  public @Nullable Event event(TopicName topic, EventId id) {
    reach(id);
    TopicLog known = log.topic(topic);
    return known == null || !id.epoch().equals(log.epoch())
        ? null
        : known.retainedAt(id.position());
  }

  /**
   * Sees to it that this node has what an id leads to, if the store has: the id may come from a
   * node that is ahead of this one.
   */
  private void reach(@Nullable EventId id) {
    if (id != null
        && id.epoch().equals(log.epoch())
        && id.position() > log.head()
        && id.position() <= store.head()) {
      tailer.awaitHead(id.position(), READ_PATIENCE);
    }
  }

  /** Whether the node is about to stop, so that new streams are shed. */
  public boolean isDraining() {
    return phase != Phase.SERVING;
  }

  /**
   * Ends all streams, in slices. Publishes are accepted until that is done. Blocks for the drain
   * window at most.
   *
   * @return whether all streams have ended
   */
  public boolean drain() {
    phase = Phase.DRAINING;
    boolean ended = fanOut.drain();
    phase = Phase.DRAINED;
    return ended;
  }

  /** Streams that have a place. */
  public int streams() {
    return seats.get();
  }

  /** How many streams may have a place. */
  public int maxStreams() {
    return limits.streams();
  }

  /** Events accepted so far. */
  public long published() {
    return published.sum();
  }
}
