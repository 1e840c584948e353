package dev.belfry.stress;

/** What an id is made of. */
final class Ids {

  private Ids() {}

  static String epoch(String id) {
    return id.substring(0, id.lastIndexOf('-'));
  }

  static long position(String id) {
    return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
  }
}
