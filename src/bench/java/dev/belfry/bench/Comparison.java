package dev.belfry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures Belfry and other servers side by side. */
public final class Comparison {

  private static final int FAILED = 1;
  private static final int NOT_MEASURED = 2;

  private Comparison() {}

  public static void main(String[] args) throws Exception {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(ComparisonOptions.help());
      return;
    }
    int status;
    try {
      status = compare(ComparisonOptions.parse(arguments), arguments);
    } catch (BenchmarkException | IOException e) {
      System.err.println("compare: " + (e instanceof IOException ? e : e.getMessage()));
      status = NOT_MEASURED;
    }
    System.exit(status);
  }

  private static int compare(ComparisonOptions options, List<String> arguments) throws IOException {
    long start = System.nanoTime();
    OpenFiles.require(options);
    Versions versions = Versions.ask(options.contenders());
    new SelfTest().warmUp();
    List<Sheet> sheets = new ArrayList<>();
    int status = 0;
    String outcome = "What must be delivered was, once and in order";
    try (Bench bench = new Bench(options.form(), options.ports())) {
      for (Measure measure : options.measures()) {
        new Rounds(measure, bench, options.rounds()).run(options.contenders(), sheets);
      }
    } catch (DeliveryException e) {
      status = FAILED;
      outcome = "FAILED: " + e.getMessage();
    } catch (BenchmarkException | NotOpenedException | IOException e) {
      status = NOT_MEASURED;
      outcome = "NOT MEASURED: " + (e instanceof IOException ? e : e.getMessage());
    } catch (RuntimeException e) {
      e.printStackTrace();
      status = NOT_MEASURED;
      outcome = "NOT MEASURED: " + e;
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    outcome += ". Took %d min %d s.".formatted(seconds / 60, seconds % 60);
    String commandLine = ("src/bench/compare " + String.join(" ", arguments)).strip();
    new ComparisonReport(commandLine, versions, sheets, outcome).write();
    return status;
  }
}
