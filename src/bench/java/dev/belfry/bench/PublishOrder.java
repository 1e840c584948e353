package dev.belfry.bench;

import java.util.Arrays;
import java.util.List;

/**
 * All that a publisher has to know, in words that go through a pipe to another process.
 *
 * @param ports the servers of which each gets all posts
 * @param epoch the session's zero, by the machine's monotonic clock, which all processes share
 */
record PublishOrder(
    List<Integer> ports,
    String key,
    String path,
    String session,
    int phase,
    int topics,
    Posts posts,
    long epoch) {

  String toLine() {
    return String.join(
        " ",
        String.join(",", ports.stream().map(String::valueOf).toList()),
        key,
        path,
        session,
        Integer.toString(phase),
        Integer.toString(topics),
        Integer.toString(posts.count()),
        Double.toString(posts.rate()),
        Integer.toString(posts.size()),
        Integer.toString(posts.lanes()),
        Long.toString(epoch));
  }

  static PublishOrder parse(String line) {
    String[] word = line.split(" ");
    return new PublishOrder(
        Arrays.stream(word[0].split(",")).map(Integer::valueOf).toList(),
        word[1],
        word[2],
        word[3],
        Integer.parseInt(word[4]),
        Integer.parseInt(word[5]),
        new Posts(
            Integer.parseInt(word[6]),
            Double.parseDouble(word[7]),
            Integer.parseInt(word[8]),
            Integer.parseInt(word[9]),
            0),
        Long.parseLong(word[10]));
  }
}
