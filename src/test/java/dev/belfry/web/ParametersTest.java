package dev.belfry.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.EventType;
import dev.belfry.event.Start;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
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
    for (String bad : List.of("limit=", "limit=0", "limit=-1", "limit=x")) {
      assertThat(Problems.typeOf(() -> Parameters.limit(Query.parse(bad))))
          .isEqualTo(ProblemType.BAD_PARAMETER);
    }
  }

  @Test
  void topics_areCountedOnce() {
    assertThat(Parameters.topics(Collections.nCopies(9, "a"), 1)).hasSize(1);
    assertThat(Problems.typeOf(() -> Parameters.topics(List.of(), 1)))
        .isEqualTo(ProblemType.BAD_PARAMETER);
    assertThat(Problems.typeOf(() -> Parameters.topics(List.of("a", "b"), 1)))
        .isEqualTo(ProblemType.BAD_PARAMETER);
    assertThat(Problems.typeOf(() -> Parameters.topics(List.of("a", ""), 2)))
        .isEqualTo(ProblemType.BAD_TOPIC);
  }

  private static Start start(String query, @Nullable String header) {
    return Parameters.start(Query.parse(query), header);
  }

  /** What the container makes of the UTF-8 bytes of a header. */
  private static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
