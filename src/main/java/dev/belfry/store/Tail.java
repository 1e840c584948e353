package dev.belfry.store;

import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import java.util.List;

/** Is fed by a store, by one thread at a time, with what is durable. */
public interface Tail {

  /** The next events; their positions go on where the last ones ended, but for what was lost. */
  void appended(List<Event> events);

  /** An event that was handed over is taken out; it may have left the retention. */
  void deleted(TopicName topic, long position);

  /**
   * Events that were accepted are damaged: nothing beyond the last one handed over, up to here, can
   * be had any more.
   */
  void lost(long position);
}
