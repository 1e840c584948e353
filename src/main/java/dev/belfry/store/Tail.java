package dev.belfry.store;

import dev.belfry.event.Epoch;
import dev.belfry.event.Event;
import dev.belfry.event.IdReader;
import dev.belfry.event.TopicName;
import java.util.List;
import java.util.Map;

/** Is fed by a store, by one thread at a time, with what is durable. */
public interface Tail {

  /**
   * The first thing that a store feeds: what comes next belongs to this life of the store.
   *
   * @param start the place ahead of the oldest event that will be fed; 0 for a new store
   * @param ids reads the store's ids, also those of other lives
   */
  void begin(Epoch epoch, long start, IdReader ids);

  /**
   * The next events; their positions go on where the last ones ended. What is missing is taken for
   * lost, and what was handed over before is passed over.
   */
  void appended(List<Event> events);

  /** An event that was handed over is deleted; it may have left the retention. */
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
   * Nothing was ever accepted beyond the last one handed over, up to here: the store vouches for
   * it, and nobody has missed anything.
   */
  void passed(long position);

  /**
   * The store's history ends at a position and goes on from there under another epoch, in which
   * those behind it are given anew. What was handed over beyond is none of it any more.
   *
   * @param position at most that of the last one handed over; nothing is taken back if it is that
   */
  void cut(long position, Epoch epoch);
}
