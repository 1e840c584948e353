package dev.belfry.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.store.EventIds;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.Problems;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryTest {

  @Test
  void values_areDecoded() {
    Query query = Query.parse("a=1&b=%C3%A9+x%2B&a=2&c&%64=&&e==");
    assertThat(query.values("a")).containsExactly("1", "2");
    assertThat(query.value("a")).isEqualTo("2");
    assertThat(query.value("b")).isEqualTo("é x+");
    assertThat(query.value("c")).isEmpty();
    assertThat(query.value("d")).isEmpty();
    assertThat(query.nonEmpty("d")).isNull();
    assertThat(query.value("e")).isEqualTo("=");
    assertThat(query.value("f")).isNull();
    assertThat(query.values("f")).isEmpty();
  }

  @Test
  void noQuery_hasNoValues() {
    assertThat(Query.parse(null).value("a")).isNull();
    assertThat(Query.parse("").value("")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%f", "a=%zz", "a=%ff", "a=%C3", "%=1", "a=%٣٣"})
  void malformed_isRefused(String raw) {
    assertThat(Problems.typeOf(() -> Query.parse(raw))).isEqualTo(ProblemType.BAD_PARAMETER);
  }

  /** An EventSource gives up for good on a 400: whatever its id is, the hub answers with a gap. */
  @ParameterizedTest
  @ValueSource(strings = {"%", "%f", "%zz", "%ff", "%ED%A0%80"})
  void malformedId_isAnIdThatIsNone(String raw) {
    for (String name : List.of("lastEventId", "last_event_id", "lastEventID", "after")) {
      String id = Objects.requireNonNull(Query.parse(name + "=" + raw).nonEmpty(name));
      assertThat(EventIds.read(id)).isNull();
    }
  }
}
