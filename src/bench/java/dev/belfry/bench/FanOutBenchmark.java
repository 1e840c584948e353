package dev.belfry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures how fast a service delivers, and proves that it delivers once and in order. */
public final class FanOutBenchmark {

  private static final int FAILED = 1;
  private static final int NOT_MEASURED = 2;

  private FanOutBenchmark() {}

  public static void main(String[] args) throws Exception {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(Options.HELP);
      return;
    }
    boolean passed;
    try {
      passed = arguments.contains("--self-test") ? new SelfTest().run() : measure(arguments);
    } catch (DeliveryException e) {
      System.err.println("fanout: " + e.getMessage());
      System.exit(FAILED);
      return;
    } catch (BenchmarkException | NotOpenedException | IOException e) {
      System.err.println("fanout: " + (e instanceof IOException ? e : e.getMessage()));
      System.exit(NOT_MEASURED);
      return;
    }
    System.exit(passed ? 0 : FAILED);
  }

  private static boolean measure(List<String> arguments) throws IOException, InterruptedException {
    Options options = Options.parse(arguments);
    new SelfTest().warmUp();
    String token = Long.toString(System.currentTimeMillis(), 36);
    List<RunResult> runs = new ArrayList<>();
    for (int i = 0; i < options.warmUps() + options.runs(); i++) {
      boolean counts = i >= options.warmUps();
      RunResult result = new Run(options, token + "-" + i).measure();
      String name = counts ? "run " + (i - options.warmUps() + 1) : "warm-up";
      System.out.println(Report.line(name, result.phase()));
      if (counts || !result.passed()) {
        runs.add(result);
      }
      if (!result.passed()) {
        System.out.println("violations: " + result.phase().violations());
        result.phase().firstViolations().forEach(what -> System.out.println("  " + what));
        break;
      }
    }
    new Report(options, runs).write();
    return runs.stream().allMatch(RunResult::passed);
  }
}
