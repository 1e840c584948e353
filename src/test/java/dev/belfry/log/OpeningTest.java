package dev.belfry.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpeningTest {

  private static String open(LogFixture fixture, Start start, String... topics) {
    TopicLog[] logs =
        Arrays.stream(topics)
            .map(topic -> fixture.log.topicOrEmpty(new TopicName(topic)))
            .toArray(TopicLog[]::new);
    Opening.Beginning opening = Opening.resolve(start, logs, fixture.log.head());
    return opening.gap() == null
        ? "after " + opening.cursor()
        : opening.gap().reason()
            + ", after "
            + opening.cursor()
            + ", again at "
            + opening.resumableAt();
  }

  @Test
  void live_startsAtTheHead() {
    LogFixture fixture = new LogFixture(10);
    fixture.publish("a", "b");
    assertThat(open(fixture, new Start.Live(), "a")).isEqualTo("after 2");
  }

  @Test
  void newest_countsOverAllTopics() {
    LogFixture fixture = new LogFixture(10);
    fixture.publish("a", "b", "c", "a", "b", "c");
    assertThat(open(fixture, new Start.Newest(3), "a", "b")).isEqualTo("after 1");
    assertThat(open(fixture, new Start.Newest(1), "a", "b")).isEqualTo("after 4");
    assertThat(open(fixture, new Start.Newest(0), "a", "b")).isEqualTo("after 6");
    assertThat(open(fixture, new Start.Newest(99), "a", "b")).isEqualTo("after 0");
  }

  @Test
  void newest_areThoseOfAllTopics_alsoOfAQuietOneThatABusyOneHasOutrun() {
    LogFixture fixture = new LogFixture(3);
    TopicLog[] topics = {fixture.follow("quiet"), fixture.follow("busy")};
    fixture.publish("quiet", "busy", "busy", "busy", "busy", "busy"); // left: 1, and 4 5 6
    Opening.Beginning opening = Opening.resolve(new Start.Newest(4), topics, fixture.log.head());
    LogReader reader = new LogReader();
    assertThat(reader.read(topics, opening.cursor(), opening.owed(), fixture.log.head()))
        .as("no gap")
        .isTrue();
    assertThat(reader.size()).isEqualTo(4);
    fixture.publish("busy"); // 4 is gone now, and this reader has not had it
    assertThat(LogReader.isComplete(topics, 1, opening.owed(), fixture.log.head())).isFalse();
    assertThat(LogReader.isComplete(topics, 4, opening.owed(), fixture.log.head())).isTrue();
  }

  /** One reader may not hold a worker: with holes in every topic as well as without. */
  @Test
  void newest_looksAtFewFrames_howeverManyThereAre() {
    LogFixture fixture = new LogFixture(10_000, 1L << 30);
    String[] names = IntStream.range(0, 64).mapToObj(i -> "t" + i).toArray(String[]::new);
    TopicLog[] topics = Arrays.stream(names).map(fixture::follow).toArray(TopicLog[]::new);
    for (String name : names) {
      fixture.publishUnretained(name);
    }
    for (int i = 0; i < 2_000; i++) {
      fixture.publish(names);
    }
    Head head = fixture.log.head();
    long all = fastest(() -> Opening.resolve(new Start.Newest(1_000_000), topics, head));
    long one = fastest(() -> Opening.resolve(new Start.Newest(1), topics, head));
    long scan =
        fastest(() -> {
          for (TopicLog topic : topics) {
            TopicView view = topic.view();
            for (int slot = view.from(); slot < view.to(); slot++) {
              Objects.requireNonNull(view.at(slot));
            }
          }
        });
    assertThat(one * 10).as("one, against a look at all: %d, %d", one, scan).isLessThan(scan);
    assertThat(all).as("the most there may be: %d, %d", all, scan).isLessThan(scan * 100);
  }

  private static long fastest(Runnable run) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long begin = System.nanoTime();
      run.run();
      fastest = Math.min(fastest, System.nanoTime() - begin);
    }
    return fastest;
  }

  @Test
  void newest_countsRetainedOnesOnly() {
    LogFixture fixture = new LogFixture(10);
    fixture.follow("a");
    fixture.publish("a", "a");
    fixture.publishUnretained("a");
    fixture.publish("a");
    assertThat(open(fixture, new Start.Newest(2), "a")).isEqualTo("after 1");
  }

  @Test
  void after_honoursTheVeryEdgeOfRetention() {
    LogFixture fixture = new LogFixture(2);
    fixture.publish("a", "a", "a", "a");
    assertThat(open(fixture, new Start.After("e-2"), "a")).isEqualTo("after 2");
    assertThat(open(fixture, new Start.After("e-1"), "a"))
        .isEqualTo("EXPIRED, after 2, again at e-1");
    assertThat(open(fixture, new Start.After("e-4"), "a")).isEqualTo("after 4");
  }

  @Test
  void after_somethingElse_isAGap_andAllThatIsRetainedFollows() {
    LogFixture fixture = new LogFixture(2);
    fixture.publish("a", "a", "a");
    assertThat(open(fixture, new Start.After("f-3"), "a"))
        .isEqualTo("EPOCH, after 1, again at f-3");
    assertThat(open(fixture, new Start.After("e-4"), "a"))
        .isEqualTo("AHEAD, after 1, again at e-4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "-",
        "e-",
        "-1",
        "e-01",
        "e--1",
        "E-1",
        "e-1 ",
        "e-99999999999999999999",
        "é-1"
      })
  void after_whatIsNoId_isAGap(String requested) {
    LogFixture fixture = new LogFixture(2);
    fixture.publish("a");
    assertThat(open(fixture, new Start.After(requested), "a"))
        .isEqualTo("MALFORMED, after 0, again at 0-0");
  }
}
