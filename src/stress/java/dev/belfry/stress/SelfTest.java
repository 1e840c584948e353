package dev.belfry.stress;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Shows that the checker finds what is planted: it has to say yes once, and no to each of these.
 */
final class SelfTest {

  private static final int EVENTS = 20;

  private final List<Posted> posted = new ArrayList<>();
  private final Transcript transcript;

  private SelfTest() {
    this(Transcript.Start.RESUMED);
  }

  private SelfTest(Transcript.Start start) {
    transcript = new Transcript("planted", Set.of("a"), start, "e-0", 1);
    transcript.blocks.add(new Transcript.Block("e-0", "", null));
    transcript.opened = 2;
    for (int i = 1; i <= EVENTS; i++) {
      Posted event = new Posted("event-" + i, i % 4 == 0 ? "b" : "a", true, 1 + 2L * i);
      event.id = "e-" + i;
      event.acknowledged = 2 + 2L * i;
      posted.add(event);
      if (event.topic.equals("a")) {
        transcript.blocks.add(new Transcript.Block(event.id, "", event.text));
      }
    }
    transcript.blocks.add(new Transcript.Block("e-" + EVENTS, "", null));
  }

  private List<String> problems() {
    Checker checker = new Checker(posted);
    checker.stream(transcript);
    return checker.problems();
  }

  /** With the transcript's events for the history. */
  private List<String> historyProblems() {
    List<Transcript.Block> events =
        transcript.blocks.stream().filter(block -> block.data() != null).toList();
    Checker checker = new Checker(posted);
    checker.history("a", events, 10);
    return checker.problems();
  }

  private static void plant(String what, Consumer<SelfTest> bug) {
    SelfTest test = new SelfTest();
    bug.accept(test);
    expectNoticed(what, test);
  }

  private static void expectNoticed(String what, SelfTest test) {
    expectNoticed(what, test.problems());
  }

  private static void expectNoticed(String what, List<String> problems) {
    if (problems.isEmpty()) {
      throw new IllegalStateException("the checker did not notice: " + what);
    }
    System.out.println("noticed: " + what + " (" + problems.getFirst() + ")");
  }

  private static Transcript.Block gap(int resumedAt) {
    return new Transcript.Block("e-" + resumedAt, "stream.gap", "{}");
  }

  public static void main(String[] arguments) {
    List<String> none = new SelfTest().problems();
    if (!none.isEmpty()) {
      throw new IllegalStateException("the checker complains of what is right: " + none);
    }
    plant("a frame that was skipped", t -> t.transcript.blocks.remove(5));
    plant(
        "a frame that was sent twice", t -> t.transcript.blocks.add(5, t.transcript.blocks.get(5)));
    plant("two frames that were swapped", t -> Collections.swap(t.transcript.blocks, 5, 6));
    plant("the last frame, passed by a heartbeat", t -> t.transcript.blocks.remove(EVENTS * 3 / 4));
    plant(
        "an event of another topic",
        t -> t.transcript.blocks.add(4, new Transcript.Block("e-4", "", "event-4")));
    plant(
        "an event that nobody published",
        t -> t.transcript.blocks.set(5, new Transcript.Block("e-6", "", "forged")));
    plant(
        "an event that was deleted before",
        t -> {
          t.posted.get(4).deleting = 0;
          t.posted.get(4).deleted = 0;
        });
    plant("a position that was given twice", t -> t.posted.get(6).id = "e-6");
    plant("a gap that leads back", t -> t.transcript.blocks.add(8, gap(2)));
    SelfTest covered = new SelfTest();
    covered.transcript.blocks.subList(3, 6).clear();
    covered.transcript.blocks.add(3, gap(6));
    if (!covered.problems().isEmpty()) {
      throw new IllegalStateException("a gap covers it: " + covered.problems());
    }
    plant("a gap that was dropped", t -> t.transcript.blocks.subList(3, 6).clear());
    SelfTest whole = new SelfTest();
    if (!whole.historyProblems().isEmpty()) {
      throw new IllegalStateException("that is the history: " + whole.historyProblems());
    }
    whole.transcript.blocks.subList(0, 8).clear();
    expectNoticed("retained events that the history has lost", whole.historyProblems());
    expectNoticed("a forged id without a gap", new SelfTest(Transcript.Start.FORGED));
  }
}
