package dev.belfry.testkit;

/** Ids taken apart and forged: what a test may do and a client may not. */
public final class Ids {
  private Ids() {}

  public static long position(String id) {
    return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
  }

  public static String epoch(String id) {
    return id.substring(0, id.lastIndexOf('-'));
  }

  /** The same epoch, so many positions later. */
  public static String later(String id, long positions) {
    return epoch(id) + "-" + (position(id) + positions);
  }

  /** The same position in an epoch of the same form that never was. */
  public static String ofAnotherEpoch(String id) {
    String epoch = epoch(id);
    char first = epoch.charAt(0);
    return (first == '1' ? '2' : '1') + epoch.substring(1) + "-" + position(id);
  }
}
