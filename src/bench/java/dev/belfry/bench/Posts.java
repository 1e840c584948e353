package dev.belfry.bench;

/**
 * How a phase publishes.
 *
 * @param rate posts a second by schedule, 0 for as fast as they are answered
 * @param lanes connections that publish at once, each a post after the answer to its last
 * @param ahead how many posts may be published before all streams have the first of them, 0 for any
 *     number
 */
record Posts(int count, double rate, int size, int lanes, int ahead) {

  static final int USUAL_SIZE = 200;

  static Posts paced(int count, double rate) {
    return new Posts(count, rate, USUAL_SIZE, 1, 0);
  }

  Posts ofSize(int bytes) {
    return new Posts(count, rate, bytes, lanes, ahead);
  }
}
