package dev.belfry.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Epoch;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.log.GapReason;
import dev.belfry.log.LogFixture;
import dev.belfry.log.Opening;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What open streams are told when their store's history is not what it was. */
final class ChangedHistoryTest {

  private static final Epoch NEXT = new Epoch("f");

  private final LogFixture fixture = new LogFixture(100);
  private final SteppedFanOut stepped = new SteppedFanOut(fixture);

  private ScriptedStream subscribe(Start start, String... topics) {
    ScriptedStream stream = new ScriptedStream();
    List<TopicName> names = Arrays.stream(topics).map(TopicName::new).toList();
    stepped
        .fanOut()
        .subscribe(stream, Opening.of(fixture.log, names, start), StreamForm.PLAIN, null, () -> {});
    return stream;
  }

  private ScriptedStream live(String... topics) {
    return subscribe(new Start.Live(), topics);
  }

  private static String gap(String reason, String requested, String resumedAt) {
    return """
    event: stream.gap
    id: %3$s
    data: {"reason":"%1$s","requested":"%2$s","resumedAt":"%3$s"}

    """
        .formatted(reason, requested, resumedAt);
  }

  private static String event(String id) {
    return "id: %s\ndata: %s\n\n".formatted(id, id.substring(2));
  }

  // --- a cut

  /** None of the two is woken by an event: they hear of it at once, or need not hear at all. */
  @Test
  void aCut_isToldToReadersBeyond_atOnce_andToNobodyElse() {
    ScriptedStream beyond = live("a");
    stepped.step();
    fixture.publish("a", "a", "a");
    stepped.step();
    ScriptedStream slow = new ScriptedStream();
    slow.room = 0;
    Subscription below =
        stepped
            .fanOut()
            .subscribe(
                slow,
                Opening.of(fixture.log, List.of(new TopicName("a")), new Start.After("e-1")),
                StreamForm.PLAIN,
                null,
                () -> {});
    stepped.step();
    fixture.log.cut(2, NEXT);
    stepped.step();
    assertThat(beyond.text()).endsWith(event("e-3") + gap("epoch", "e-3", "f-2"));
    fixture.publish("a");
    slow.room = Long.MAX_VALUE;
    below.writable();
    stepped.step();
    assertThat(beyond.text()).endsWith(gap("epoch", "e-3", "f-2") + event("f-3"));
    assertThat(slow.text()).endsWith("id: e-1\n\n" + event("e-2") + event("f-3"));
    assertThat(stepped.fanOut().counts().gaps(GapReason.EPOCH)).isEqualTo(1);
  }

  /**
   * The harmful one: between the cut and the reader's turn as many events are accepted as were
   * taken back, and more. The reader stands at a position that is there again, and is another
   * event's.
   */
  @Test
  void aReaderBeyond_isTold_howeverManyEventsHaveTakenThePlaces() {
    ScriptedStream beyond = live("a");
    stepped.step();
    fixture.publish("a", "a", "a");
    stepped.step();
    fixture.log.cut(1, NEXT);
    fixture.publish("a", "a", "a");
    stepped.step();
    assertThat(beyond.text())
        .endsWith(
            event("e-3") + gap("epoch", "e-3", "f-1") + event("f-2") + event("f-3") + event("f-4"));
  }

  @Test
  void anIdOfBeforeACut_leadsOnAsFarAsItsHistoryIsShared() {
    fixture.publish("a", "a", "a");
    fixture.log.cut(2, NEXT);
    fixture.publish("a");
    ScriptedStream shared = subscribe(new Start.After("e-1"), "a");
    ScriptedStream edge = subscribe(new Start.After("e-2"), "a");
    ScriptedStream beyond = subscribe(new Start.After("e-3"), "a");
    ScriptedStream anew = subscribe(new Start.After("f-2"), "a");
    stepped.step();
    assertThat(shared.text()).endsWith("id: e-1\n\n" + event("e-2") + event("f-3"));
    assertThat(edge.text()).endsWith("id: e-2\n\n" + event("f-3"));
    assertThat(beyond.text()).endsWith("id: e-3\n\n" + gap("epoch", "e-3", "f-2") + event("f-3"));
    assertThat(anew.text()).endsWith("id: f-2\n\n" + event("f-3"));
  }

  @Test
  void aCutBetweenAdmissionAndFirstTurn_isToldAsWell() {
    fixture.publish("a", "a");
    ScriptedStream live = live("a");
    ScriptedStream resumed = subscribe(new Start.After("e-0"), "a");
    fixture.log.cut(1, NEXT);
    fixture.publish("a");
    stepped.step();
    assertThat(live.text()).endsWith("id: e-2\n\n" + gap("epoch", "e-2", "f-1") + event("f-2"));
    assertThat(resumed.text()).endsWith("id: e-0\n\n" + event("e-1") + event("f-2"));
  }

  /** What the retention let go of beyond the cut, nobody below it has missed. */
  @Test
  void whatHadLeftBeyondACut_isNoGapBelowIt() {
    LogFixture small = new LogFixture(2);
    SteppedFanOut own = new SteppedFanOut(small);
    ScriptedStream stream = new ScriptedStream();
    List<TopicName> topics = List.of(new TopicName("a"));
    Opening opening = Opening.of(small.log, topics, new Start.Live());
    own.fanOut().subscribe(stream, opening, StreamForm.PLAIN, null, () -> {});
    small.publish("a", "a", "a", "a", "a"); // 1 to 3 have left
    small.log.cut(0, NEXT);
    small.publish("a");
    own.step();
    assertThat(stream.text()).endsWith("id: e-0\n\n" + event("f-1"));
    assertThat(small.log.size().frames()).isEqualTo(1);
    assertThat(small.log.topicsWithEvents()).isEqualTo(1);
  }

  @Test
  void anEmptiedStore_isToldToEveryone() {
    ScriptedStream quiet = live("quiet");
    fixture.publish("a", "b");
    ScriptedStream busy = live("a", "b");
    stepped.step();
    stepped.pass(Duration.ofSeconds(16)); // both are at the head
    fixture.log.cut(0, NEXT);
    stepped.step();
    assertThat(quiet.text()).endsWith(gap("epoch", "e-2", "f-0"));
    assertThat(busy.text()).endsWith(gap("epoch", "e-2", "f-0"));
    assertThat(fixture.log.topicsWithEvents()).isZero();
  }

  @Test
  void anotherEpochThatTakesNothingBack_isToldToNobody_andIdsFollowIt() {
    ScriptedStream stream = live("a");
    fixture.publish("a");
    stepped.step();
    fixture.log.cut(1, NEXT);
    stepped.pass(Duration.ofSeconds(16));
    assertThat(stream.text()).endsWith(event("e-1") + "id: f-1\n\n");
    fixture.publish("a");
    stepped.step();
    assertThat(stream.text()).endsWith("id: f-1\n\n" + event("f-2"));
  }

  // --- a loss

  @Test
  void whatIsLost_isToldToEveryReader_onceAndAtOnce() {
    ScriptedStream one = live("a");
    ScriptedStream both = live("a", "b");
    fixture.publish("a");
    stepped.step();
    fixture.log.lost(5);
    stepped.step();
    assertThat(one.text()).endsWith(event("e-1") + gap("damaged", "e-1", "e-5"));
    assertThat(both.text()).endsWith(event("e-1") + gap("damaged", "e-1", "e-5"));
    fixture.publish("a");
    stepped.pass(Duration.ofSeconds(16));
    assertThat(one.text()).endsWith(gap("damaged", "e-1", "e-5") + event("e-6"));
    assertThat(both.text()).endsWith(gap("damaged", "e-1", "e-5") + event("e-6"));
    assertThat(stepped.fanOut().counts().gaps(GapReason.DAMAGED)).isEqualTo(2);
  }

  @Test
  void aReaderThatComesAfterALoss_isToldWhatItAskedFor() {
    fixture.publish("a", "a");
    fixture.log.lost(5);
    fixture.publish("a");
    ScriptedStream resumed = subscribe(new Start.After("e-1"), "a");
    ScriptedStream newest = subscribe(new Start.Newest(9), "a");
    ScriptedStream live = live("a");
    stepped.step();
    assertThat(resumed.text()).endsWith(gap("damaged", "e-1", "e-5") + event("e-6"));
    assertThat(newest.text()).endsWith("id: e-0\n\n" + event("e-1") + event("e-2") + event("e-6"));
    assertThat(live.text()).endsWith("id: e-6\n\n");
  }

  // --- nothing

  @Test
  void whatTheStoreVouchesFor_isPassedInSilence() {
    ScriptedStream stream = live("a");
    fixture.publish("a");
    stepped.step();
    fixture.log.passed(7);
    stepped.pass(Duration.ofSeconds(16));
    assertThat(stream.text()).endsWith(event("e-1") + "id: e-7\n\n");
    fixture.publish("a");
    stepped.step();
    assertThat(stream.text()).endsWith("id: e-7\n\n" + event("e-8"));
  }
}
