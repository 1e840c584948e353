package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

/** The comparison's part of {@link SelfTest}: figures, ratios, and what is read and passed on. */
final class ComparisonTest {

  private final List<String> failures = new ArrayList<>();

  /** Returns what is not as it should be. */
  List<String> run() {
    figures();
    ratios();
    histograms();
    orders();
    heaps();
    lastIds();
    lanes();
    gaps();
    verdicts();
    return failures;
  }

  private void figures() {
    same("median of three", Figure.of(3, 9, 1), new Figure(3, 1, 9));
    same("median of four", Figure.of(4, 1, 2, 3), new Figure(2.5, 1, 4));
    same("spread", Figure.of(0.351, 0.33, 0.362).text(), "0.351 (0.330–0.362)");
    same("no spread", Figure.of(7, 7).text(), "7.00");
    same("large", Figure.text(3_824_711), "3 820 000");
    same("middling", Figure.text(9_999), "9999");
    same("small", Figure.text(0.01234), "0.0123");
    same("count", Figure.count(15_000), "15 000");
  }

  private void ratios() {
    Metric rate = Saturation.RATE;
    Metric cpu = Paced.CPU;
    Sheet sheet = new Sheet("test", "test", List.of(rate, cpu));
    sheet.add("belfry", new Reading().put(rate, 1_200).put(cpu, 1));
    sheet.add("nchan-1", new Reading().put(rate, 100).put(cpu, 2));
    sheet.add("nchan-N", new Reading().put(rate, 120).put(cpu, 4));
    sheet.add("belfry", new Reading().put(rate, 1_000).put(cpu, 3));
    sheet.add("nchan-1", new Reading().note("lost 1 of 2"));
    sheet.add("nchan-N", new Reading().put(rate, 50).put(cpu, 2));
    same("ratio to the highest", sheet.toNchan("belfry", rate), Figure.of(10, 20));
    same("ratio to the lowest", sheet.toNchan("belfry", cpu), Figure.of(0.5, 1.5));
    same("no floor", sheet.toFloor("belfry", rate), null);
  }

  private void histograms() {
    Histogram histogram = new Histogram();
    for (int i = 1; i <= 1_000; i++) {
      histogram.record(i * 1_000_000L);
    }
    Histogram read = Histogram.parse(histogram.toWord());
    same("histogram's total", read.total(), 1_000L);
    same("histogram's p99", read.millis(0.99), histogram.millis(0.99));
    same("histogram's maximum", read.maxMillis(), 1_000.0);
    same("sum of two", Histogram.sum(List.of(histogram, read)).total(), 2_000L);
    same("empty histogram", Histogram.parse(new Histogram().toWord()).total(), 0L);
  }

  private void orders() {
    PublishOrder order =
        new PublishOrder(
            List.of(1, 2), "key", "/a/{topic}", "s", 3, 4, new Posts(5, 1.5, 200, 2, 0), 7);
    same("order", PublishOrder.parse(order.toLine()), order);
  }

  private void heaps() {
    String told =
        """
        4711:
         garbage-first heap   total reserved 2097152K, committed 1048576K, used 23456K [0x1, 0x2)
          region size 1024K, 5 young (5120K), 2 survivors (2048K)
         Metaspace       used 40000K, committed 40500K, reserved 1114112K
        """;
    same("heap", Heap.parse(told), 23_456L);
    same("older words for it", Heap.parse(" garbage-first heap   total 9K, used 7K [0x1"), 7L);
  }

  private void lastIds() {
    String[] ids = {"k3x-101", "1700000000:3", "1700000001:0,[2]"};
    String stream = "";
    for (String id : ids) {
      stream += "id: " + id + "\ndata: x\n\n";
      // the next block is not whole: its id does not count yet
      byte[] bytes = (stream + "id: later\n").getBytes(US_ASCII);
      for (int cut = 0; cut <= bytes.length; cut++) {
        Topic topic = new Topic("ids", 0);
        Tally tally = new Tally(false);
        SequenceCheck check = new SequenceCheck(0, topic, tally, false);
        BlockReader reader = new BlockReader(0, topic, check, tally, true);
        reader.feed(bytes, 0, cut);
        reader.feed(bytes, cut, bytes.length);
        same("last id cut at " + cut, new String(reader.lastId(), US_ASCII), id);
      }
    }
  }

  private void lanes() {
    same("lanes in turn", lanes(0, 1, 2, 3), List.of());
    same("one lane ahead", lanes(0, 2, 1, 3), List.of());
    same("disorder in a lane", lanes(0, 3, 1, 2), List.of(Violation.DISORDERED));
    same("doubled", lanes(0, 1, 0, 2, 3), List.of(Violation.DOUBLED));
    same("lost in the middle", lanes(0, 2, 3), List.of(Violation.LOST));
    same("lost at the end", lanes(0, 1, 2), List.of(Violation.LOST));
  }

  private static List<Violation> lanes(int... sequences) {
    Topic topic = new Topic("lanes", 0);
    topic.begin(0, Posts.USUAL_SIZE, 2);
    Tally tally = new Tally(false);
    SequenceCheck check = new SequenceCheck(0, topic, tally, false);
    for (int sequence : sequences) {
      check.event(sequence, 0, -1);
    }
    check.finish(4);
    return List.copyOf(tally.violations().keySet());
  }

  private void gaps() {
    same("gap, then the rest", gap(true, 20, 25), List.of());
    same("gap for who reads", gap(false, 20, 25).contains(Violation.GAP), true);
    same("hole behind a gap", holes(1, 0, 2, 4), List.of(Violation.LOST));
    same("hole before a gap", holes(2, 0, 2, 4), List.of(Violation.LOST));
    same("hole in a gap", holes(1, 0, 3, 4), List.of());
    same("event below the gap", gap(true, 20, 15), List.of(Violation.ID));
    same("gap that goes back", gap(true, 5, 25).contains(Violation.GAP), true);
  }

  /** An event at 10, a gap, and the last of four events at a position behind it. */
  private static List<Violation> gap(boolean takesGaps, long resumedAt, long position) {
    Tally tally = new Tally(true);
    SequenceCheck check = new SequenceCheck(0, new Topic("gaps", 0), tally, takesGaps);
    check.event(0, 0, 10);
    check.gap(resumedAt, "stream.gap");
    check.event(3, 0, position);
    check.finish(4);
    return List.copyOf(tally.violations().keySet());
  }

  /** Some of five events, with a gap ahead of one of them. */
  private static List<Violation> holes(int gapAhead, int... sequences) {
    Tally tally = new Tally(true);
    SequenceCheck check = new SequenceCheck(0, new Topic("holes", 0), tally, true);
    for (int i = 0; i < sequences.length; i++) {
      if (i == gapAhead) {
        check.gap(10L * sequences[i] - 1, "stream.gap");
      }
      check.event(sequences[i], 0, 10L * sequences[i]);
    }
    check.finish(5);
    return List.copyOf(tally.violations().keySet());
  }

  private void verdicts() {
    same("loss of a lenient one", fails("nchan-1", Violation.LOST), false);
    same("double of a lenient one", fails("nchan-1", Violation.DOUBLED), true);
    same("loss of the floor", fails("floor", Violation.LOST), true);
    same("loss of Belfry", fails("belfry-emitter", Violation.LOST), true);
  }

  private static boolean fails(String contender, Violation violation) {
    Tally tally = new Tally(false);
    tally.violated(violation, 0, "planted");
    Entrant entrant = new Entrant(contender, Contender.named(contender), null);
    try {
      Verdict.judge(entrant, tally.violations(), tally.firstViolations());
      return false;
    } catch (DeliveryException e) {
      return true;
    }
  }

  private void same(String what, Object is, Object due) {
    if (due == null ? is != null : !due.equals(is)) {
      failures.add(what + ": " + is + " instead of " + due);
    }
  }
}
