package dev.belfry.config;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * All bounds of the node that take memory, added up: what is set is taken first, and the defaults
 * share what is left, each up to what a large node needs. So they fit the heap that the process
 * has, and the heap with all that is beside it fits the memory of the container or the machine.
 *
 * <p>Sizes are in bytes. What one event, stream, topic or key takes was measured, and is rounded
 * up.
 */
public final class MemoryBudget {

  /** What the service takes of the heap before it is used. */
  private static final long OWN_HEAP = 22L << 20;

  /** Of the heap: a collector needs room to work in. */
  private static final int COLLECTOR_SHARE = 10;

  /** What the process takes beside the heap and what is counted here: code, classes, threads. */
  private static final long BESIDE_HEAP = 140L << 20;

  /** What a collector that is not the serial one takes besides. */
  private static final long BOOKS_OF_COLLECTOR = 40L << 20;

  private static final long MOST_RETAINED = 256L << 20;
  private static final int RETAINED_SHARE = 4;

  /** Beside each byte of retained events there may be an eighth of those that are not retained. */
  private static final double RETAINED = 1.125;

  private static final long MOST_ENCODED = 64L << 20;
  private static final int ENCODED_SHARE = 8;

  private static final int BODIES_SHARE = 16;

  /** A body is there as bytes, as text and characters, and minified. */
  private static final int COPIES_OF_A_BODY = 5;

  /** A body that is read takes so much more than it has. */
  private static final long AHEAD = 16 << 10;

  /** While it sends a request: the buffers of its parser and of its answer. */
  private static final int CONNECTION = 48 << 10;

  private static final int STREAM = 4608;
  private static final int SUBSCRIPTION = 640;
  private static final int TOPIC = 384;
  private static final int KEY = 512;

  /** What a page of history keeps for its reader: a slice, or one event if that is larger. */
  private static final long SLICE_OF_A_PAGE = 32 << 10;

  private static final int FEWEST_PAGES = 10;
  private static final int MOST_PAGES = 500;
  private static final int MOST_CONNECTIONS = 1_000;
  private static final int MOST_STREAMS = 100_000;
  private static final int MOST_TOPICS = 100_000;
  private static final int MOST_KEYS = 100_000;
  private static final int FEWEST = 100;
  private static final int FEWEST_CONNECTIONS = 20;

  /** Files that are open beside connections: the store's, the jar, libraries. */
  private static final int OTHER_FILES = 250;

  private static final String BODIES = "the bodies of requests";
  private static final String CONNECTIONS = Ranges.CONNECTIONS.key();
  private static final String STREAMS = Ranges.STREAMS.key();
  private static final String SUBSCRIPTIONS = Ranges.SUBSCRIPTIONS.key();
  private static final String HISTORY_PAGES = Ranges.HISTORY_PAGES.key();
  private static final String TOPICS = Ranges.TOPICS.key();
  private static final String KEYS = Ranges.KEYS.key();
  private static final String RETENTION = Ranges.RETAINED_BYTES.key();

  /** The file store's largest record, and its largest part of a segment. */
  private static final long MOST_RECORD = 128L << 20;

  private static final long MOST_SEGMENT = 16L << 20;

  private final Memory memory;

  /** What the file store takes while it writes and reads: on the heap, and as much beside it. */
  private final long storing;

  private final Claims claims;
  private final long encodedFrames;

  MemoryBudget(
      StoreProperties store,
      LimitsProperties limits,
      StreamsProperties streaming,
      RetentionProperties retention,
      IdempotencyProperties idempotency,
      Memory memory) {
    this.memory = memory;
    this.storing =
        store.store() == StoreProperties.Kind.MEMORY
            ? 0
            : MOST_SEGMENT / 4
                + Math.min(MOST_RECORD, limits.batchSize() * limits.eventSize().toBytes());
    this.claims = new Claims(claims(limits, retention, idempotency, memory), room());
    this.encodedFrames =
        streaming.encodedFrames() == null
            ? Math.clamp(
                memory.heap() / ENCODED_SHARE,
                Ranges.ENCODED_FRAMES.least().toBytes(),
                MOST_ENCODED)
            : streaming.encodedFrames().toBytes();
    Contradictions.requireNone(limits, claims, memory.files());
    claims.requireFit(memory.heap());
    requireFitInMemory();
  }

  private static List<Claim> claims(
      LimitsProperties limits,
      RetentionProperties retention,
      IdempotencyProperties idempotency,
      Memory memory) {
    long body = limits.requestSize().toBytes() + AHEAD;
    long bodies = Math.max(body, memory.heap() / BODIES_SHARE);
    long retained = Math.min(MOST_RETAINED, memory.heap() / RETAINED_SHARE);
    int connections = Objects.requireNonNullElse(limits.connections(), MOST_CONNECTIONS);
    long streams = Math.clamp(memory.files() - connections - OTHER_FILES, FEWEST, MOST_STREAMS);
    long most = Objects.requireNonNullElse(limits.streams(), (int) streams);
    long pairs = most * limits.topicsPerStream();
    return List.of(
        new Claim(RETENTION, RETAINED, bytes(retention.bytes()), retained, retained, 0, true),
        new Claim(BODIES, COPIES_OF_A_BODY, null, body, bodies, 6, true),
        new Claim(
            CONNECTIONS,
            CONNECTION,
            number(limits.connections()),
            FEWEST_CONNECTIONS,
            connections,
            4,
            false),
        new Claim(STREAMS, STREAM, number(limits.streams()), FEWEST, streams, 6, false),
        new Claim(
            SUBSCRIPTIONS, SUBSCRIPTION, number(limits.subscriptions()), FEWEST, pairs, 3, false),
        new Claim(
            HISTORY_PAGES,
            Math.max(SLICE_OF_A_PAGE, limits.eventSize().toBytes()),
            number(limits.historyPages()),
            FEWEST_PAGES,
            MOST_PAGES,
            1,
            false),
        new Claim(TOPICS, TOPIC, number(limits.topics()), FEWEST, MOST_TOPICS, 2, false),
        new Claim(KEYS, KEY, number(idempotency.keys()), limits.batchSize(), MOST_KEYS, 2, false));
  }

  private static @Nullable Long bytes(@Nullable DataSize size) {
    return size == null ? null : size.toBytes();
  }

  private static @Nullable Long number(@Nullable Integer value) {
    return value == null ? null : value.longValue();
  }

  /** What all bounds together may take of the heap. */
  private long room() {
    return memory.heap() - memory.heap() / COLLECTOR_SHARE - OWN_HEAP - storing;
  }

  /** Of retained events, in bytes. */
  public long retainedBytes() {
    return value(RETENTION);
  }

  /**
   * Of bodies on their way, in bytes, each counted once. A body counts until it is answered, so
   * these are the data of requests that wait for the store, too.
   */
  public long bodies() {
    return value(BODIES);
  }

  /** Of encoded events, in bytes of direct memory. */
  public long encodedFrames() {
    return encodedFrames;
  }

  /** How many connections that are no streams may wait for their client. */
  public int connections() {
    return (int) value(CONNECTIONS);
  }

  /** How many streams may be open. */
  public int streams() {
    return (int) value(STREAMS);
  }

  /** How many topics all open streams may have together, each counted for each stream. */
  public int subscriptions() {
    return (int) value(SUBSCRIPTIONS);
  }

  /** How many pages of history may be read at once. */
  public int historyPages() {
    return (int) value(HISTORY_PAGES);
  }

  /** How many topics may hold events. */
  public int topics() {
    return (int) value(TOPICS);
  }

  /** Of how many events Idempotency-Keys may be remembered. */
  public int keys() {
    return (int) value(KEYS);
  }

  private long value(String key) {
    return claims.value(key);
  }

  private void requireFitInMemory() {
    long beside = BESIDE_HEAP + (memory.concurrent() ? BOOKS_OF_COLLECTOR : 0);
    long left = memory.total() - beside - storing - encodedFrames;
    if (memory.heap() > left) {
      throw new UnusableConfigurationException(
          ("The heap may take %s, encoded events %s (belfry.streams.encoded-frames), and the rest"
                  + " of the process about %s; the container or the machine has %s.")
              .formatted(
                  Memory.megabytes(memory.heap()),
                  Memory.megabytes(encodedFrames),
                  Memory.megabytes(beside + storing),
                  Memory.megabytes(memory.total())),
          "Give the heap %s (-Xmx), or the container more."
              .formatted(left < OWN_HEAP * 2 ? "less" : "at most " + Memory.megabytes(left)),
          List.of(Ranges.ENCODED_FRAMES.key()));
    }
  }
}
