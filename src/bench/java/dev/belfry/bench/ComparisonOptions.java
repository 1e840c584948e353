package dev.belfry.bench;

import dev.belfry.testkit.Ports;
import java.util.ArrayList;
import java.util.List;

/** What to compare, as given on the command line. */
record ComparisonOptions(
    List<Measure> measures, List<Contender> contenders, int rounds, Form form, Ports ports) {

  static final String HELP =
      """
      Starts Belfry and others, measures them side by side, and checks each delivery.

        --only M,M         these measures alone: %s
        --contenders C,C   these alone: %s
        --rounds K         turns of each contender in each measure (3; 1 with --short)
        --short            little of everything, to see that it works; figures say nothing
        --ports A-B        where servers listen (20000-29999)
        --help             this text

      Exit status: 0 all delivered, once and in order; 1 not so; 2 it could not be measured.
      """;

  static String help() {
    return HELP.formatted(
        String.join(", ", all().stream().map(Measure::name).toList()),
        String.join(", ", Contender.ALL.stream().map(Contender::name).toList()));
  }

  static ComparisonOptions parse(List<String> arguments) {
    List<Measure> measures = all();
    List<Contender> contenders = Contender.ALL;
    boolean isShort = arguments.contains("--short");
    Form form = isShort ? Form.SHORT : Form.LONG;
    int rounds = isShort ? 1 : 3;
    Ports ports = Ports.usual();
    List<String> rest = new ArrayList<>(arguments);
    rest.removeIf("--short"::equals);
    while (!rest.isEmpty()) {
      String name = rest.removeFirst();
      int equals = name.indexOf('=');
      if (equals > 0) {
        rest.addFirst(name.substring(equals + 1));
        name = name.substring(0, equals);
      }
      String value = rest.isEmpty() ? "" : rest.removeFirst();
      switch (name) {
        case "--only" -> measures = named(value);
        case "--contenders" -> contenders = contenders(value);
        case "--rounds" -> rounds = number(value);
        case "--ports" -> ports = ports(value);
        default -> throw new BenchmarkException("what is " + name + "? See --help");
      }
    }
    if (rounds < 1) {
      throw new BenchmarkException("--rounds must be positive");
    }
    return new ComparisonOptions(measures, contenders, rounds, form, ports);
  }

  private static List<Measure> all() {
    return List.of(
        Paced.cpu(),
        new Saturation(),
        Paced.publish(),
        new Idle(),
        new Storm(),
        new Stalled(),
        new Topics(),
        new Burst(),
        new TwoNodes(),
        new Durable(),
        new Ready());
  }

  private static List<Measure> named(String list) {
    List<Measure> measures = new ArrayList<>();
    for (String name : list.split(",")) {
      measures.add(
          all().stream()
              .filter(measure -> measure.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new BenchmarkException("no such measure: " + name)));
    }
    return measures;
  }

  /** Contenders in their usual order, whichever order they are named in. */
  private static List<Contender> contenders(String list) {
    List<Contender> named = List.of(list.split(",")).stream().map(Contender::named).toList();
    return Contender.ALL.stream().filter(named::contains).toList();
  }

  private static Ports ports(String range) {
    String[] ends = range.split("-");
    if (ends.length != 2) {
      throw new BenchmarkException("--ports must be like 20000-29999");
    }
    return new Ports(number(ends[0]), number(ends[1]));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new BenchmarkException("no number where one is due", e);
    }
  }
}
