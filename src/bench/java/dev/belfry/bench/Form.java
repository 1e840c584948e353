package dev.belfry.bench;

import java.time.Duration;

/** How much is measured: all of it, or little of everything, to see that it works. */
enum Form {
  LONG(1, 6, 150_000, 500, 5_000),
  SHORT(0.1, 0.5, 5_000, 50, 100);

  /** Deliveries a second of paced measures, all streams together. */
  static final double PACE = 25_000;

  private final double share;
  private final double seconds;
  private final int warmUpDeliveries;
  private final Duration settle;
  private final int compiledBy;

  Form(double share, double seconds, int warmUpDeliveries, int settleMillis, int compiledBy) {
    this.share = share;
    this.seconds = seconds;
    this.warmUpDeliveries = warmUpDeliveries;
    this.settle = Duration.ofMillis(settleMillis);
    this.compiledBy = compiledBy;
  }

  /** Returns how many there are of what the long form has this many of. */
  int scaled(int number) {
    return (int) Math.max(1, number * share);
  }

  /** Returns how long streams rest between opening and publishing. */
  Duration settle() {
    return settle;
  }

  double seconds() {
    return seconds;
  }

  /** Returns posts that keep so many streams at the usual pace for this part of a turn's time. */
  Posts paced(int streams, double turns) {
    double rate = PACE / streams;
    return Posts.paced((int) Math.max(2, Math.ceil(rate * seconds * turns)), rate);
  }

  /**
   * Returns how many streams come and go, and posts are published, until a JVM has compiled how.
   */
  int compiledBy() {
    return compiledBy;
  }

  /** Returns posts at the usual pace that show a server what is going to be measured. */
  Posts warmUp(int streams) {
    return Posts.paced(Math.max(2, warmUpDeliveries / streams), PACE / streams);
  }
}
