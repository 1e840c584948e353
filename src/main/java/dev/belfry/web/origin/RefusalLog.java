package dev.belfry.web.origin;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log why pages are refused, each origin once: a page cannot read why, and its
 * developer looks there first. Safe for use by many threads.
 */
final class RefusalLog {

  /** So many are told of; whoever sends ever new ones does not fill the log. */
  static final int MOST = 16;

  private static final Logger LOGGER = LoggerFactory.getLogger(RefusalLog.class);

  private final boolean on;
  private final Set<String> told = new HashSet<>();

  RefusalLog(boolean on) {
    this.on = on;
  }

  /**
   * Tells of a refusal.
   *
   * @param whose what the refusals that need no second line have in common
   * @param detail why, in printable characters
   */
  void tell(String whose, String detail) {
    if (on && isNew(whose)) {
      LOGGER.warn("A request was refused: {}", detail);
    }
  }

  private synchronized boolean isNew(String whose) {
    return told.size() < MOST && told.add(whose);
  }
}
