package dev.belfry.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.function.IntSupplier;

/**
 * A part of the benchmark, not of what it measures: publishes from a process of its own, so that
 * what the reader does is not in the answers' time.
 */
final class PublisherProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader in;
  private final Writer out;

  private PublisherProcess(Process process) {
    this.process = process;
    this.in = process.inputReader();
    this.out = process.outputWriter();
  }

  /** Starts the process and waits until its JIT compiler has seen enough. */
  static PublisherProcess start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            PublisherMain.class.getName());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    PublisherProcess publisher = new PublisherProcess(process);
    String answer = publisher.in.readLine();
    if (!PublisherMain.READY.equals(answer)) {
      throw new BenchmarkException("the publisher did not start: " + answer);
    }
    return publisher;
  }

  /** Has an order carried out; posts are not held back by what was delivered. */
  Publishing publish(PublishOrder order, IntSupplier delivered) {
    try {
      out.write(order.toLine() + "\n");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Answer answer = new Answer();
    Thread.ofPlatform().name("publisher's answer").daemon().start(() -> answer.read(in));
    return answer;
  }

  @Override
  public void close() {
    process.destroy();
  }

  private static final class Answer implements Publishing {

    private Histogram answers = new Histogram();
    private Histogram lateness = new Histogram();
    private String failure;
    private volatile boolean done;

    void read(BufferedReader in) {
      try {
        String line = in.readLine();
        String[] word = line == null ? new String[0] : line.split(" ", 3);
        if (word.length < 3) {
          failure = "the publisher has ended";
        } else {
          answers = Histogram.parse(word[0]);
          lateness = Histogram.parse(word[1]);
          failure = word[2].equals(PublisherMain.NO_FAILURE) ? null : word[2];
        }
      } catch (IOException e) {
        failure = e.toString();
      } finally {
        done = true;
      }
    }

    @Override
    public boolean isDone() {
      return done;
    }

    @Override
    public String failure() {
      return failure;
    }

    @Override
    public Histogram answers() {
      return answers;
    }

    @Override
    public Histogram lateness() {
      return lateness;
    }
  }
}
