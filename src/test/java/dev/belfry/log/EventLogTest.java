package dev.belfry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.event.Event;
import dev.belfry.event.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class EventLogTest {

  private static final Owed NEVER_LIVE = Owed.RETAINED_ONLY;

  private static List<Long> positions(LogReader reader) {
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < reader.size(); i++) {
      positions.add(reader.frame(i).number());
    }
    return positions;
  }

  private static List<Long> read(LogFixture fixture, long cursor, String... topics) {
    LogReader reader = new LogReader();
    assertThat(reader.read(logs(fixture, topics), cursor, NEVER_LIVE, fixture.log.head())).isTrue();
    return positions(reader);
  }

  private static TopicLog[] logs(LogFixture fixture, String... topics) {
    return Arrays.stream(topics)
        .map(topic -> fixture.log.topicOrEmpty(new TopicName(topic)))
        .toArray(TopicLog[]::new);
  }

  @Test
  void readsWhatIsBeyondTheCursor_mergedByPosition() {
    LogFixture fixture = new LogFixture(100);
    fixture.publish("a", "b", "c", "a", "b");
    assertThat(read(fixture, 0, "a", "b")).containsExactly(1L, 2L, 4L, 5L);
    assertThat(read(fixture, 2, "a", "b")).containsExactly(4L, 5L);
    assertThat(read(fixture, 5, "a", "b")).isEmpty();
    assertThat(read(fixture, 0, "unknown")).isEmpty();
  }

  @Test
  void aBatchIsBounded_andSaysWhereItEnds() {
    LogFixture fixture = new LogFixture(1000);
    for (int i = 0; i < 100; i++) {
      fixture.publish("a", "b");
    }
    LogReader reader = new LogReader();
    TopicLog[] topics = logs(fixture, "a", "b");
    assertThat(reader.read(topics, 0, NEVER_LIVE, fixture.log.head())).isTrue();
    assertThat(reader.size()).isEqualTo(LogReader.BATCH);
    assertThat(reader.end()).isEqualTo(64);
    assertThat(reader.read(topics, 192, NEVER_LIVE, fixture.log.head())).isTrue();
    assertThat(positions(reader)).hasSize(8);
    assertThat(reader.end()).isEqualTo(200);
  }

  /**
   * The harmful one. The tailer appends 5 (topic a) and 6 (topic b), one behind the other, and
   * publishes the head last. A reader that came between sees frames beyond the head it read: it
   * must leave them where they are, and must not move beyond that head.
   *
   * <p>A reader that took the newest frame it saw for the end would stand at 6 before 5 was there,
   * and never see 5.
   */
  @Test
  void aReaderNeverMovesBeyondTheHeadItRead_whateverFramesAreThereAlready() {
    LogFixture fixture = new LogFixture(100);
    fixture.publish("a", "b", "a", "b");
    TopicLog[] topics = logs(fixture, "a", "b");
    Head head = fixture.log.head();
    fixture.publish("a"); // 5
    fixture.publish("b"); // 6, both after the head was read and before the frames are
    LogReader reader = new LogReader();
    assertThat(reader.read(topics, 2, NEVER_LIVE, head)).isTrue();
    assertThat(positions(reader)).containsExactly(3L, 4L);
    assertThat(reader.end()).isEqualTo(4);
    assertThat(reader.read(topics, reader.end(), NEVER_LIVE, fixture.log.head())).isTrue();
    assertThat(positions(reader)).containsExactly(5L, 6L);
  }

  @Test
  void theHeadMovesOnlyWhenTheWholeAppendIsThere_andListenersAreToldAfterIt() {
    LogFixture fixture = new LogFixture(100);
    List<Long> heads = new ArrayList<>();
    AppendListener listener =
        new AppendListener() {
          @Override
          public void appended() {
            heads.add(fixture.log.head().number());
          }

          @Override
          public int readers() {
            return 1;
          }
        };
    fixture.log.follow(new TopicName("a"), listener);
    fixture.publish("a", "b", "a");
    assertThat(heads).containsExactly(3L);
  }

  @Test
  void countOverRetention_letsTheOldestGo_exactly() {
    LogFixture fixture = new LogFixture(3);
    fixture.publish("a", "a", "a", "a", "a");
    assertThat(read(fixture, 2, "a")).containsExactly(3L, 4L, 5L);
    LogReader reader = new LogReader();
    assertThat(reader.read(logs(fixture, "a"), 1, NEVER_LIVE, fixture.log.head())).isFalse();
    assertThat(LogReader.resumption(logs(fixture, "a"), 1, NEVER_LIVE, fixture.log.head()))
        .isEqualTo(2);
  }

  @Test
  void anAppendLargerThanTheRetention_trimsNothingBeyondThePublishedHead() {
    LogFixture fixture = new LogFixture(2);
    AppendListener listener = LogFixture.NOBODY;
    fixture.log.follow(new TopicName("a"), listener);
    fixture.publish("a", "a", "a", "a", "a", "a");
    assertThat(fixture.log.topicOrEmpty(new TopicName("a")).trimmedTo())
        .isEqualTo(4)
        .isLessThanOrEqualTo(fixture.log.head().number());
  }

  @Test
  void bytesOverRetention_letTheOldestOfAllTopicsGo() {
    LogFixture fixture = new LogFixture(100, 4L * (Frame.OVERHEAD + 2));
    fixture.publish("a", "b", "a", "b", "c");
    assertThat(read(fixture, 1, "a", "b", "c")).containsExactly(2L, 3L, 4L, 5L);
    assertThat(fixture.log.size().frames()).isEqualTo(4);
    assertThat(new LogReader().read(logs(fixture, "a"), 0, NEVER_LIVE, fixture.log.head()))
        .isFalse();
    assertThat(new LogReader().read(logs(fixture, "b"), 0, NEVER_LIVE, fixture.log.head()))
        .isTrue();
  }

  @Test
  void namesCountInRetention() {
    String name = "n".repeat(128);
    LogFixture fixture = new LogFixture(100, 4L * (Frame.OVERHEAD + 128 + 1));
    fixture.publish(name, name, name, name, name, name);
    assertThat(read(fixture, 2, name)).containsExactly(3L, 4L, 5L, 6L);
    assertThat(fixture.log.size().frames()).isEqualTo(4);
  }

  @Test
  void ageOverRetention_letsGo_alsoWithoutAPublish() {
    LogFixture fixture = new LogFixture(100);
    fixture.publish("a");
    fixture.now = LogFixture.NOON.plus(Duration.ofMinutes(59));
    fixture.publish("b");
    fixture.now = LogFixture.NOON.plus(Duration.ofMinutes(61));
    assertThat(fixture.log.trim(fixture.now)).as("more to leave").isFalse();
    assertThat(fixture.log.topic(new TopicName("a"))).isNull();
    assertThat(read(fixture, 1, "b")).containsExactly(2L);
  }

  /**
   * Publishers wait for the log's lock while it is trimmed: a million events must not leave at
   * once.
   */
  @Test
  void whatIsTooOld_leavesInSlices() {
    LogFixture fixture = new LogFixture(10_000, 100 << 20);
    fixture.follow("a");
    for (int i = 0; i < 1_250; i++) {
      fixture.publish("a");
      fixture.publishUnretained("a");
    }
    Instant tomorrow = LogFixture.NOON.plus(Duration.ofDays(1));
    assertThat(fixture.log.trim(tomorrow)).as("more to leave").isTrue();
    assertThat(fixture.log.size().frames()).isEqualTo(1_500);
    assertThat(fixture.log.trim(tomorrow)).as("more to leave").isTrue();
    assertThat(fixture.log.trim(tomorrow)).as("more to leave").isFalse();
    assertThat(fixture.log.size().frames()).isZero();
  }

  /**
   * What is over the bytes is there in memory: it leaves at once, however much one event displaces.
   */
  @Test
  void whatIsOverTheBytes_leavesAtOnce() {
    LogFixture fixture = new LogFixture(10_000, 2_500L * (Frame.OVERHEAD + 5));
    for (int i = 0; i < 2_500; i++) {
      fixture.publish("a");
    }
    String large = "\"" + "x".repeat(2_000 * (Frame.OVERHEAD + 5)) + "\"";
    Event event = LogFixture.event(2_501, "b", large, true, LogFixture.NOON);
    fixture.log.append(List.of(event), LogFixture.NOON);
    fixture.log.trim(LogFixture.NOON);
    assertThat(fixture.log.size().frames()).isLessThan(502);
  }

  @Test
  void aListenerThatFails_keepsNothingFromTheOthers() {
    LogFixture fixture = new LogFixture(100);
    List<String> told = new ArrayList<>();
    fixture.log.follow(new TopicName("a"), listener(() -> told.add("first")));
    fixture.log.follow(
        new TopicName("a"),
        listener(() -> {
          throw new OutOfMemoryError("on purpose");
        }));
    fixture.log.follow(new TopicName("a"), listener(() -> told.add("second")));
    fixture.log.follow(new TopicName("b"), listener(() -> told.add("other topic")));
    assertThatCode(() -> fixture.publish("a", "b")).doesNotThrowAnyException();
    assertThat(told).containsExactly("first", "second", "other topic");
    assertThat(fixture.log.isBroken()).isFalse();
    assertThat(fixture.publish("a")).isEqualTo(3);
  }

  private static AppendListener listener(Runnable appended) {
    return new AppendListener() {
      @Override
      public void appended() {
        appended.run();
      }

      @Override
      public int readers() {
        return 1;
      }
    };
  }

  /** An error between the first frame and the head: no reader may see a part, and it must show. */
  @Test
  void anAppendThatFailsHalfWay_showsNoPartOfItself_andIsTheLast() {
    LogFixture fixture = new LogFixture(100);
    fixture.publish("a");
    List<Event> events =
        List.of(
            LogFixture.event(2, "a", "2", true, LogFixture.NOON),
            LogFixture.event(3, "a", "3", true, LogFixture.NOON));
    List<Event> failing =
        new AbstractList<>() {
          private int reads;

          @Override
          public Event get(int index) {
            if (++reads == 2) { // the first is appended
              throw new InternalError("on purpose");
            }
            return events.get(index);
          }

          @Override
          public int size() {
            return events.size();
          }
        };
    assertThatThrownBy(() -> fixture.log.append(failing, LogFixture.NOON))
        .isInstanceOf(InternalError.class);
    assertThat(fixture.log.isBroken()).isTrue();
    assertThat(fixture.log.head().number()).isEqualTo(1);
    assertThat(read(fixture, 0, "a")).containsExactly(1L);
    assertThatThrownBy(() -> fixture.log.append(events, LogFixture.NOON))
        .isInstanceOf(IllegalStateException.class);
    assertThat(read(fixture, 0, "a")).containsExactly(1L);
  }

  @Test
  void aForgottenTopic_isAGapForThoseBelow_andNoneForThoseBeyond() {
    LogFixture fixture = new LogFixture(100, 2L * (Frame.OVERHEAD + 2));
    fixture.publish("a", "b", "b"); // a's one event is gone, and so is a
    assertThat(fixture.log.topic(new TopicName("a"))).isNull();
    assertThat(fixture.log.forgottenTo()).isEqualTo(1);
    assertThat(LogReader.isComplete(logs(fixture, "a"), 0, NEVER_LIVE, fixture.log.head()))
        .isFalse();
    assertThat(LogReader.isComplete(logs(fixture, "a"), 1, NEVER_LIVE, fixture.log.head()))
        .isTrue();
    fixture.publish("a"); // known again, and still not complete from 0 on
    assertThat(LogReader.isComplete(logs(fixture, "a"), 0, NEVER_LIVE, fixture.log.head()))
        .isFalse();
  }

  @Test
  void aFollowedTopic_isNotForgotten_soItsFollowersSeeNoFalseGap() {
    LogFixture fixture = new LogFixture(100, Frame.OVERHEAD + 2);
    TopicLog[] topics = {fixture.follow("a")};
    fixture.publish("a"); // read at once: cursor 1
    fixture.publish("b", "b", "b"); // a's event is gone, forgottenTo moves on with b's
    assertThat(LogReader.isComplete(topics, 1, Owed.head(0), fixture.log.head())).isTrue();
    fixture.log.unfollow(topics[0], LogFixture.NOBODY);
    assertThat(fixture.log.topic(new TopicName("a"))).isNull();
    assertThat(LogReader.isComplete(logs(fixture, "a"), 0, NEVER_LIVE, fixture.log.head()))
        .isFalse();
  }

  @Test
  void whatHasLeftAheadOfTheStart_isAGapForItsTopicAlone() {
    LogFixture fixture = new LogFixture(10);
    fixture.publish("quiet", "left"); // 1, 2
    fixture.log.trimmed(7, Map.of(new TopicName("busy"), 6L, new TopicName("left"), 2L));
    fixture.publish("busy", "late"); // 8, 9
    fixture.log.trimmed(12, Map.of(new TopicName("gone"), 11L));
    fixture.log.forgetEmpty();
    assertThat(fixture.log.head().number()).isEqualTo(12);
    assertThat(LogReader.isComplete(logs(fixture, "busy"), 5, NEVER_LIVE, fixture.log.head()))
        .isFalse();
    assertThat(LogReader.isComplete(logs(fixture, "busy"), 6, NEVER_LIVE, fixture.log.head()))
        .isTrue();
    assertThat(LogReader.isComplete(logs(fixture, "quiet"), 1, NEVER_LIVE, fixture.log.head()))
        .isTrue();
    assertThat(LogReader.isComplete(logs(fixture, "late"), 0, NEVER_LIVE, fixture.log.head()))
        .isTrue();
    assertThat(fixture.log.topic(new TopicName("left"))).isNull();
    assertThat(fixture.log.topicsWithEvents()).isEqualTo(3);
    assertThat(fixture.log.topic(new TopicName("gone"))).isNull();
    assertThat(LogReader.isComplete(logs(fixture, "gone"), 10, NEVER_LIVE, fixture.log.head()))
        .isFalse();
    assertThat(LogReader.isComplete(logs(fixture, "gone"), 11, NEVER_LIVE, fixture.log.head()))
        .isTrue();
    assertThat(fixture.log.topicOrEmpty(new TopicName("quiet")).replayable(1)).isNotNull();
    assertThat(fixture.log.topicOrEmpty(new TopicName("busy")).replayable(6)).isNull();
    assertThat(read(fixture, 6, "busy")).containsExactly(8L);
  }

  @Test
  void topicsThatHoldNothingToReplay_doNotCount() {
    LogFixture fixture = new LogFixture(10);
    fixture.follow("typing");
    fixture.publishUnretained("typing");
    assertThat(fixture.log.topicsWithEvents()).isZero();
    fixture.publish("typing", "typing");
    fixture.publishUnretained("typing");
    assertThat(fixture.log.topicsWithEvents()).isEqualTo(1);
    fixture.now = fixture.now.plus(Duration.ofHours(2));
    fixture.log.trim(fixture.now);
    assertThat(fixture.log.topicsWithEvents()).isZero();
  }

  @Test
  void subscribing_makesNoLastingTopic() {
    LogFixture fixture = new LogFixture(10);
    TopicLog topic = fixture.follow("a");
    assertThat(fixture.log.topics()).hasSize(1);
    assertThat(fixture.log.topicsWithEvents()).isZero();
    fixture.log.unfollow(topic, LogFixture.NOBODY);
    assertThat(fixture.log.topics()).isEmpty();
  }

  @Test
  void anUnretainedEvent_isForThoseWhoWereThere_andNobodyElse() {
    LogFixture fixture = new LogFixture(10);
    TopicLog[] topics = {fixture.follow("a")};
    fixture.publish("a");
    fixture.publishUnretained("a");
    LogReader reader = new LogReader();
    assertThat(reader.read(topics, 0, Owed.head(0), fixture.log.head())).isTrue();
    assertThat(positions(reader)).containsExactly(1L, 2L);
    assertThat(reader.read(topics, 0, Owed.head(2), fixture.log.head())).isTrue();
    assertThat(positions(reader)).containsExactly(1L);
    assertThat(topics[0].replayable()).isEqualTo(1);
  }

  @Test
  void anUnretainedEventThatNobodyWaitsFor_isNotKept_butCounts() {
    LogFixture fixture = new LogFixture(10);
    assertThat(fixture.publishUnretained("a")).isEqualTo(1);
    assertThat(fixture.log.head().number()).isEqualTo(1);
    assertThat(fixture.log.topics()).isEmpty();
  }

  @Test
  void unretainedEventsLeaveFirst_andOnlyThoseWhoWereThereAreToldOfAGap() {
    LogFixture fixture = new LogFixture(10);
    TopicLog[] topics = {fixture.follow("a")};
    fixture.publish("a");
    fixture.publishUnretained("a"); // 2
    fixture.publish("a");
    fixture.now = fixture.now.plus(Retention.UNRETAINED_AGE).plusMillis(1);
    fixture.log.trim(fixture.now);
    assertThat(LogReader.isComplete(topics, 1, Owed.head(0), fixture.log.head()))
        .as("was there, missed 2")
        .isFalse();
    assertThat(LogReader.isComplete(topics, 1, Owed.head(3), fixture.log.head()))
        .as("came later")
        .isTrue();
    LogReader reader = new LogReader();
    assertThat(reader.read(topics, 0, Owed.head(3), fixture.log.head())).isTrue();
    assertThat(positions(reader)).containsExactly(1L, 3L);
  }

  /**
   * An event that is not to be retained is skipped, since nobody follows its topic; before the head
   * moves over it somebody comes, reads the old head, and begins below it.
   */
  @Test
  void whoComesBetweenASkippedEventAndTheHead_isToldOfAGap() {
    LogFixture fixture = new LogFixture(10);
    TopicLog[] topics = new TopicLog[1];
    long[] head = {-1};
    List<Event> events =
        List.of(
            LogFixture.event(1, "b", "1", false, fixture.now),
            LogFixture.event(2, "c", "2", true, fixture.now));
    fixture.log.append(
        new AbstractList<>() {
          @Override
          public Event get(int index) {
            if (index == 1) { // behind the append of 1, ahead of the head
              topics[0] = fixture.follow("b");
              head[0] = fixture.log.head().number();
            }
            return events.get(index);
          }

          @Override
          public int size() {
            return events.size();
          }
        },
        fixture.now);
    assertThat(head[0]).isZero();
    assertThat(LogReader.isComplete(topics, 0, Owed.head(0), fixture.log.head())).isFalse();
    assertThat(LogReader.isComplete(topics, 2, Owed.head(2), fixture.log.head())).isTrue();
  }

  @Test
  void aReaderThatRests_pinsNothing() {
    LogFixture fixture = new LogFixture(100);
    for (int i = 0; i < 60; i++) {
      fixture.publish("a");
    }
    LogReader reader = new LogReader();
    TopicLog[] topics = logs(fixture, "a");
    reader.read(topics, 0, NEVER_LIVE, fixture.log.head());
    reader.read(topics, 59, NEVER_LIVE, fixture.log.head()); // a small batch behind a large one
    reader.clear();
    assertThat(reader.isEmpty()).isTrue();
  }

  @Test
  void unretainedEvents_doNotPushRetainedOnesOut() {
    LogFixture fixture = new LogFixture(3);
    TopicLog topic = fixture.follow("a");
    fixture.publish("a", "a", "a");
    for (int i = 0; i < 5_000; i++) {
      fixture.publishUnretained("a");
    }
    assertThat(topic.replayable()).isEqualTo(3);
  }

  @Test
  void manyFramesThroughASmallLog_staySmall() {
    LogFixture fixture = new LogFixture(5);
    fixture.publish("quiet");
    for (int i = 0; i < 20_000; i++) {
      fixture.publish("busy");
    }
    assertThat(fixture.log.size().frames()).isEqualTo(6);
    assertThat(read(fixture, 19_996, "busy"))
        .containsExactlyElementsOf(LongStream.rangeClosed(19_997, 20_001).boxed().toList());
  }

  /**
   * A reader holds a view; the tailer trims what it shows and empties the slots. The reader finds
   * nothing there, and must find the mark that was set before.
   */
  @Test
  void aSlotEmptiedUnderAReader_isAGapAndNotAHole() {
    LogFixture fixture = new LogFixture(3);
    fixture.publish("a", "a", "a");
    TopicLog topic = logs(fixture, "a")[0];
    TopicView seen = topic.view();
    fixture.publish("a");
    assertThat(seen.at(seen.from())).isNull();
    assertThat(LogReader.isComplete(new TopicLog[] {topic}, 0, NEVER_LIVE, fixture.log.head()))
        .isFalse();
  }
}
