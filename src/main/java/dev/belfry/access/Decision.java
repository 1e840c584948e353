package dev.belfry.access;

import dev.belfry.event.TopicName;

/**
 * What the gate says.
 *
 * @param <P> the permit
 */
public sealed interface Decision<P> {

  /**
   * He may.
   *
   * @param permit to be shown to the hub
   * @param <P> the permit
   */
  record Granted<P>(P permit) implements Decision<P> {}

  /**
   * Somebody who is known might; this caller is not.
   *
   * @param <P> the permit
   */
  record Unauthorized<P>() implements Decision<P> {}

  /**
   * The caller is known, and may not.
   *
   * @param topic the first one that it is about
   * @param <P> the permit
   */
  record Forbidden<P>(TopicName topic) implements Decision<P> {}
}
