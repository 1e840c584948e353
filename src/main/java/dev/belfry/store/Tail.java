package dev.belfry.store;

import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import java.util.List;
import java.util.Map;

/** Is fed by a store, by one thread at a time, with what is durable; says what of it is wanted. */
public interface Tail {

  /** The next events; their positions go on where the last ones ended, but for what was lost. */
  void appended(List<Event> events);

  /** An event that was handed over is taken out; it may have left the retention. */
  void deleted(TopicName topic, long position);

  /**
   * Events that were accepted have left the retention: those beyond the last one handed over, up to
   * here, if there are any, and all of these topics up to their last one.
   *
   * @param newest the last one of each topic that was to be retained
   */
  void trimmed(long position, Map<TopicName, Long> newest);

  /**
   * Events that were accepted are damaged: nothing beyond the last one handed over, up to here, can
   * be had any more.
   */
  void lost(long position);

  /**
   * Whether an event that was handed over is still wanted: it can be replayed, or was deleted and
   * has its place. Any thread; does not wait.
   */
  boolean holds(TopicName topic, long position);
}
