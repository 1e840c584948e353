package dev.belfry.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What one stream was asked for, and all that came. One thread writes it. */
final class Transcript {

  /** How a stream begins. */
  enum Start {
    /** With what comes from now on. */
    LIVE,
    /** Behind an id that this store gave, maybe in an earlier life. */
    RESUMED,
    /** Behind an id that it never gave. */
    FORGED,
    /** With the newest. */
    NEWEST
  }

  /**
   * One block of the stream.
   *
   * @param id empty if it has none
   * @param event empty if it has no type
   * @param data null if it has none
   */
  record Block(String id, String event, String data) {}

  final String name;
  final Set<String> topics;
  final Start start;

  /** The id that was asked for; empty if none was. */
  final String requested;

  /** When the request was sent. */
  final long asked;

  /** When the first block was there. */
  long opened = Ticks.NEVER;

  final List<Block> blocks = new ArrayList<>();

  Transcript(String name, Set<String> topics, Start start, String requested, long asked) {
    this.name = name;
    this.topics = topics;
    this.start = start;
    this.requested = requested;
    this.asked = asked;
  }
}
