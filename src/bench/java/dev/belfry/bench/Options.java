package dev.belfry.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What to measure and where, as given on the command line. */
record Options(
    int streams,
    int topics,
    int posts,
    double rate,
    int size,
    int runs,
    int warmUps,
    int port,
    List<Long> pids,
    String key,
    String streamPath,
    String publishPath,
    boolean checksIds,
    Duration settle,
    Duration patience,
    Path out,
    String label) {

  static final String HELP =
      """
      Measures how a service fans events out over server-sent events, and checks each delivery.

        --streams N        open streams (10000)
        --topics T         topics they are spread over (1)
        --posts M          posts in all, round robin over the topics (2000)
        --rate R           posts a second by schedule; 0: as fast as they are answered (400)
        --size BYTES       length of a post's body (200)
        --runs K           measured runs, each with fresh topics and streams (3)
        --warm-ups W       runs before them that are checked but not counted (1)
        --port P           measure the service that listens there on 127.0.0.1
        --pid P,P          its processes, for CPU and memory
        --key KEY          what a publisher sends as its bearer token (bench)
        --stream-path S    with {topic} for the topic's name (/topics/{topic}/events)
        --publish-path S   likewise (/topics/{topic}/events)
        --no-ids           the service's ids are not Belfry's: check sequence numbers only
        --settle SECONDS   rest between connecting and publishing (2)
        --patience SECONDS wait for a delivery before the rest counts as lost (10)
        --out DIR          where the reports go (target/bench)
        --label NAME       names the reports and what was measured (belfry)
        --self-test        prove and time the reader on prepared bytes, no service needed
        --help             this text

      Exit status: 0 all delivered, once and in order; 1 not so; 2 it could not be measured.
      """;

  Options {
    require(streams > 0, "--streams must be positive");
    require(topics > 0 && topics <= streams, "--topics must be from 1 to the number of streams");
    require(posts > 0 && posts <= Body.MAX_SEQUENCE, "--posts must be from 1 to 99999999");
    require(rate >= 0, "--rate must not be negative");
    require(size >= Body.MIN_SIZE && size <= 60_000, "--size must be from 110 to 60000");
    require(runs > 0 && warmUps >= 0, "--runs must be positive, --warm-ups not negative");
    require(port > 0 && port < 65_536, "--port must name the service's port");
    require(label.matches("[A-Za-z0-9._-]+"), "--label must be a plain file name");
  }

  static Options parse(List<String> arguments) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      require(argument.startsWith("--"), "what is " + argument + "? See --help");
      int equals = argument.indexOf('=');
      if (equals > 0) {
        given.put(argument.substring(2, equals), argument.substring(equals + 1));
      } else if (argument.equals("--no-ids")) {
        given.put("no-ids", "true");
      } else {
        require(i + 1 < arguments.size(), argument + " needs a value");
        given.put(argument.substring(2), arguments.get(++i));
      }
    }
    try {
      Options options =
          new Options(
              Integer.parseInt(take(given, "streams", "10000")),
              Integer.parseInt(take(given, "topics", "1")),
              Integer.parseInt(take(given, "posts", "2000")),
              Double.parseDouble(take(given, "rate", "400")),
              Integer.parseInt(take(given, "size", "200")),
              Integer.parseInt(take(given, "runs", "3")),
              Integer.parseInt(take(given, "warm-ups", "1")),
              Integer.parseInt(take(given, "port", "0")),
              pids(take(given, "pid", "")),
              take(given, "key", "bench"),
              take(given, "stream-path", "/topics/{topic}/events"),
              take(given, "publish-path", "/topics/{topic}/events"),
              !Boolean.parseBoolean(take(given, "no-ids", "false")),
              seconds(take(given, "settle", "2")),
              seconds(take(given, "patience", "10")),
              Path.of(take(given, "out", "target/bench")),
              take(given, "label", "belfry"));
      require(given.isEmpty(), "no such option: --" + String.join(", --", given.keySet()));
      return options;
    } catch (NumberFormatException e) {
      throw new BenchmarkException("no number where one is due", e);
    }
  }

  Load load() {
    Target target =
        new Target(port, key, streamPath, publishPath, checksIds, Target.USUALLY_OPENING, false);
    return new Load(target, streams, topics, 0, 0, 0, false, patience);
  }

  Posts toPublish() {
    return Posts.paced(posts, rate).ofSize(size);
  }

  private static String take(Map<String, String> given, String name, String otherwise) {
    String value = given.remove(name);
    return value == null ? otherwise : value;
  }

  private static List<Long> pids(String list) {
    return Stream.of(list.split("[, ]+")).filter(s -> !s.isEmpty()).map(Long::valueOf).toList();
  }

  private static Duration seconds(String number) {
    return Duration.ofNanos((long) (Double.parseDouble(number) * 1e9));
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new BenchmarkException(otherwise);
    }
  }
}
