package dev.belfry.fanout;

/**
 * What must not happen, and did: counted, and told in the log. The service goes on, for the sake of
 * all that is not concerned. Any thread.
 */
final class Defects {

  private static final System.Logger LOGGER = System.getLogger(Defects.class.getName());

  private final Counts counts;

  Defects(Counts counts) {
    this.counts = counts;
  }

  /** Notes one. Throws nothing: who notes a defect has something to put in order. */
  void note(String what, Throwable cause) {
    try {
      counts.addDefect();
      LOGGER.log(System.Logger.Level.ERROR, what, cause);
    } catch (RuntimeException | Error e) {
      // there is no memory to tell it with, say: that it was counted has to do
    }
  }
}
