package dev.belfry.log;

import java.time.Duration;

/**
 * How much the log keeps. Whatever is reached first counts; readers that were not there yet are
 * told by a gap.
 *
 * @param events per topic that can be replayed, at least 1
 * @param bytes of all topics' events together that are to be retained, at least 1
 * @param age of the oldest event, positive
 */
public record Retention(int events, long bytes, Duration age) {

  /**
   * How long an event that is not to be retained waits for the subscribers that were connected when
   * it came: enough for a slow one, too short to fill the log.
   */
  static final Duration UNRETAINED_AGE = Duration.ofMinutes(1);

  /** What events that are not to be retained may take at most, beside those that are. */
  long unretainedBytes() {
    return bytes / 8;
  }

  /**
   * @throws IllegalArgumentException if a bound would keep nothing
   */
  public Retention {
    if (events < 1 || bytes < 1 || !age.isPositive()) {
      throw new IllegalArgumentException(
          "retention keeps at least something: " + events + " events, " + bytes + " bytes, " + age);
    }
  }
}
