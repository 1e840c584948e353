package dev.belfry.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.EventType;
import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.web.problem.Problem;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParametersTest {

  @Test
  void start_prefersTheHeader() {
    assertThat(start("lastEventId=a&last=3", "b")).isEqualTo(new Start.After("b"));
    assertThat(start("lastEventId=a&last=3", "")).isEqualTo(new Start.After("a"));
    assertThat(start("last_event_id=a&last=x", null)).isEqualTo(new Start.After("a"));
    assertThat(start("lastEventID=a", null)).isEqualTo(new Start.After("a"));
    assertThat(start("lastEventId=&last_event_id=&lastEventID=a", null))
        .isEqualTo(new Start.After("a"));
    assertThat(start("lastEventId=old&lastEventId=new", null)).isEqualTo(new Start.After("new"));
    assertThat(start("after=a&last=3", null)).isEqualTo(new Start.After("a"));
    assertThat(start("after=a&lastEventId=b", null)).isEqualTo(new Start.After("b"));
    assertThat(start("after=a", "b")).isEqualTo(new Start.After("b"));
  }

  @Test
  void start_withoutAnId() {
    assertThat(start("", null)).isEqualTo(new Start.Live());
    assertThat(start("lastEventId=", null)).isEqualTo(new Start.Live());
    assertThat(start("last=0", null)).isEqualTo(new Start.Newest(0));
    assertThat(start("last=12", null)).isEqualTo(new Start.Newest(12));
    assertThat(start("last=99999999999999999999", null))
        .isEqualTo(new Start.Newest(Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"last=", "last=-1", "last=-0", "last=+1", "last=1.0", "last=x"})
  void start_refusesWhatIsNoNumber(String query) {
    assertThat(Problems.typeOf(() -> start(query, null))).isEqualTo(ProblemType.BAD_PARAMETER);
  }

  @Test
  void start_decodesTheHeader() {
    assertThat(start("", latin1("é"))).isEqualTo(new Start.After("é"));
    assertThat(start("", "\u00e9")).isEqualTo(new Start.After("\u00e9"));
  }

  @Test
  void type_prefersTheQuery() {
    assertThat(Parameters.type(Query.parse("type=a"), "b")).isEqualTo(new EventType("a"));
    assertThat(Parameters.type(Query.parse("type="), "b")).isEqualTo(new EventType("b"));
    assertThat(Parameters.type(Query.parse(""), latin1("grün"))).isEqualTo(new EventType("grün"));
    assertThat(Parameters.type(Query.parse("type="), "")).isNull();
    assertThat(Parameters.type(Query.parse(""), null)).isNull();
    assertThat(Problems.typeOf(() -> Parameters.type(Query.parse("type=a%0A"), null)))
        .isEqualTo(ProblemType.BAD_TYPE);
    assertThat(Problems.typeOf(() -> Parameters.type(Query.parse(""), "stream.gap")))
        .isEqualTo(ProblemType.BAD_TYPE);
  }

  @Test
  void flag_isTrueOrFalse() {
    assertThat(Parameters.flag(Query.parse(""), "retain", true)).isTrue();
    assertThat(Parameters.flag(Query.parse("retain=false"), "retain", true)).isFalse();
    assertThat(Parameters.flag(Query.parse("retain=true"), "retain", false)).isTrue();
    for (String bad : List.of("retain", "retain=", "retain=1", "retain=False")) {
      assertThat(Problems.typeOf(() -> Parameters.flag(Query.parse(bad), "retain", true)))
          .isEqualTo(ProblemType.BAD_PARAMETER);
    }
  }

  @Test
  void heartbeat_isAnEventOrAbsent() {
    assertThat(Parameters.heartbeatEvents(Query.parse(""))).isFalse();
    assertThat(Parameters.heartbeatEvents(Query.parse("heartbeat=event"))).isTrue();
    for (String bad : List.of("heartbeat", "heartbeat=", "heartbeat=true", "heartbeat=Event")) {
      assertThat(Problems.typeOf(() -> Parameters.heartbeatEvents(Query.parse(bad))))
          .isEqualTo(ProblemType.BAD_PARAMETER);
    }
  }

  @Test
  void limit_isCapped() {
    assertThat(Parameters.limit(Query.parse(""))).isEqualTo(100);
    assertThat(Parameters.limit(Query.parse("limit=1"))).isEqualTo(1);
    assertThat(Parameters.limit(Query.parse("limit=1001"))).isEqualTo(1_000);
    assertThat(Parameters.limit(Query.parse("limit=99999999999"))).isEqualTo(1_000);
    assertThat(Parameters.limit(Query.parse("last=3"))).isEqualTo(1_000);
    assertThat(Parameters.limit(Query.parse("last=3&limit=2"))).isEqualTo(2);
    for (String bad : List.of("limit=", "limit=0", "limit=-1", "limit=x")) {
      assertThat(Problems.typeOf(() -> Parameters.limit(Query.parse(bad))))
          .isEqualTo(ProblemType.BAD_PARAMETER);
    }
  }

  @Test
  void topics_areCountedOnce() {
    assertThat(topics("topic=a&topic=a&topic=a", 1)).hasSize(1);
    assertThat(Problems.typeOf(() -> topics("", 1))).isEqualTo(ProblemType.BAD_PARAMETER);
    assertThat(Problems.typeOf(() -> topics("topic=a&topic=b", 1)))
        .isEqualTo(ProblemType.BAD_PARAMETER);
    assertThat(Problems.typeOf(() -> topics("topic=a&topic=", 2))).isEqualTo(ProblemType.BAD_TOPIC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic[]", "topic[0]", "topics", "topics[]", "Topic", "TOPICS", "topic["})
  void topics_refusesOtherSpellings(String name) {
    for (String query : List.of(name + "=a", name, "topic=a&" + name + "=b")) {
      Problem problem = Problems.problemOf(() -> topics(query, 2));
      assertThat(problem.type()).isEqualTo(ProblemType.BAD_PARAMETER);
      assertThat(problem.detail()).contains(name, "?topic=a&topic=b");
    }
  }

  @Test
  void topics_ignoresOtherNames() {
    assertThat(topics("topic=a&topical=b&t=c&subtopic=d&[]=e", 1)).hasSize(1);
    assertThat(Problems.problemOf(() -> topics("topic=a,b", 2)).detail())
        .contains("?topic=a&topic=b");
  }

  private static Set<TopicName> topics(String query, int most) {
    return Parameters.topics(Query.parse(query), most);
  }

  private static Start start(String query, @Nullable String header) {
    return Parameters.start(Query.parse(query), header);
  }

  /** What the container makes of the UTF-8 bytes of a header. */
  private static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
