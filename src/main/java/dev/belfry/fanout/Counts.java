package dev.belfry.fanout;

import dev.belfry.log.GapReason;
import dev.belfry.sse.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What the fan-out has done so far. Written by workers, read by anyone. */
public final class Counts {

  private final LongAdder opened = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder departed = new LongAdder();
  private final LongAdder defects = new LongAdder();
  private final Map<GapReason, LongAdder> gaps = adders(GapReason.class);
  private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);

  private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> reasons) {
    Map<K, LongAdder> adders = new EnumMap<>(reasons);
    for (K reason : reasons.getEnumConstants()) {
      adders.put(reason, new LongAdder());
    }
    return adders;
  }

  private static <K> LongAdder of(Map<K, LongAdder> adders, K reason) {
    return Objects.requireNonNull(adders.get(reason));
  }

  /** Streams that were opened. */
  public long opened() {
    return opened.sum();
  }

  /** Events written to streams, one for each subscriber. */
  public long delivered() {
    return delivered.sum();
  }

  /** Streams that ended because the client went away. */
  public long departed() {
    return departed.sum();
  }

  /** Streams and duty cycles that were ended by what must not happen. */
  public long defects() {
    return defects.sum();
  }

  /** Gaps that subscribers were told of, by reason. */
  public long gaps(GapReason reason) {
    return of(gaps, reason).sum();
  }

  /** Streams that the service ended, by reason. */
  public long closed(CloseReason reason) {
    return of(closed, reason).sum();
  }

  void addOpened() {
    opened.increment();
  }

  void addDelivered(int events) {
    delivered.add(events);
  }

  void addDeparted() {
    departed.increment();
  }

  void addDefect() {
    defects.increment();
  }

  void addGap(GapReason reason) {
    of(gaps, reason).increment();
  }

  void addClosed(CloseReason reason) {
    of(closed, reason).increment();
  }
}
