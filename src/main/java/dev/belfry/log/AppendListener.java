package dev.belfry.log;

/** Someone who follows a topic and wants to be woken when it has grown. */
public interface AppendListener {

  /**
   * The topic has events that were not there before, up to the log's head. Called by the tailer: it
   * must not block, and may be called more often than there is news.
   */
  void appended();

  /** How many readers stand behind this listener. */
  int readers();
}
