package dev.belfry.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpeningTest {

  private static Opening open(LogFixture fixture, Start start, String... topics) {
    TopicLog[] logs =
        Arrays.stream(topics)
            .map(topic -> fixture.log.topicOrEmpty(new TopicName(topic)))
            .toArray(TopicLog[]::new);
    return Opening.of(start, fixture.log, logs, fixture.log.head());
  }

  @Test
  void live_startsAtTheHead() {
    LogFixture fixture = new LogFixture(10);
    fixture.publish("a", "b");
    assertThat(open(fixture, new Start.Live(), "a")).isEqualTo(new Opening(2, null));
  }

  @Test
  void newest_countsOverAllTopics() {
    LogFixture fixture = new LogFixture(10);
    fixture.publish("a", "b", "c", "a", "b", "c");
    assertThat(open(fixture, new Start.Newest(3), "a", "b")).isEqualTo(new Opening(1, null));
    assertThat(open(fixture, new Start.Newest(1), "a", "b")).isEqualTo(new Opening(4, null));
    assertThat(open(fixture, new Start.Newest(0), "a", "b")).isEqualTo(new Opening(6, null));
    assertThat(open(fixture, new Start.Newest(99), "a", "b")).isEqualTo(new Opening(0, null));
  }

  @Test
  void newest_neverBeginsWithAGap() {
    LogFixture fixture = new LogFixture(2);
    fixture.publish("quiet", "busy", "busy", "busy", "busy");
    Opening opening = open(fixture, new Start.Newest(10), "quiet", "busy");
    assertThat(opening).isEqualTo(new Opening(3, null));
  }

  @Test
  void after_honoursTheVeryEdgeOfRetention() {
    LogFixture fixture = new LogFixture(2);
    fixture.publish("a", "a", "a", "a");
    assertThat(open(fixture, new Start.After("e-2"), "a")).isEqualTo(new Opening(2, null));
    assertThat(open(fixture, new Start.After("e-1"), "a"))
        .isEqualTo(new Opening(2, GapReason.EXPIRED));
    assertThat(open(fixture, new Start.After("e-4"), "a")).isEqualTo(new Opening(4, null));
  }

  @Test
  void after_somethingElse_isAGap_andAllThatIsRetainedFollows() {
    LogFixture fixture = new LogFixture(2);
    fixture.publish("a", "a", "a");
    assertThat(open(fixture, new Start.After("f-3"), "a"))
        .isEqualTo(new Opening(1, GapReason.EPOCH));
    assertThat(open(fixture, new Start.After("e-4"), "a"))
        .isEqualTo(new Opening(1, GapReason.AHEAD));
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
        .isEqualTo(new Opening(0, GapReason.MALFORMED));
  }
}
