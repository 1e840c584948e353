package dev.belfry.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/event-stream",
        "Text/Event-Stream; charset=utf-8",
        "text/event-stream, */*;q=0.1",
        "text/event-stream, application/json",
        "application/json, text/event-stream",
        "application/json;q=0.5, text/event-stream;q=0.5",
        "text/event-stream;q=0.1, application/json;q=0",
        "text/event-stream;q=0.001",
        "text/html, text/event-stream;q=0.2, application/*;q=0.1",
      })
  void prefersStream_byName(String accept) {
    assertThat(Accept.parse(List.of(accept)).prefersStream()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/*",
        "Text/*;q=0.001",
        "text/html, text/*;q=0.1",
        "text/*, application/json;q=0",
        "text/*, application/json;q=0, */*",
        "text/*, application/*;q=0, */*",
      })
  void prefersStream_whereTextIsAllThatIsLeft(String accept) {
    Accept parsed = Accept.parse(List.of(accept));
    assertThat(parsed.prefersStream()).isTrue();
    assertThat(parsed.json()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "",
        "application/json",
        "application/*",
        "application/json;charset=utf-8",
        "text/html, */*;q=0.1",
        "text/*, application/json;q=0.1",
        "text/*, */*;q=0.1",
        "text/event-stream;q=0, application/json",
        "text/event-stream;q=0.5, application/json",
        "text/event-stream;q=0.5, */*",
        "text/event-stream;q=0.5, application/*;q=0.6, */*;q=0.1",
      })
  void history_whereJsonIsAcceptedAndTheStreamIsNot(String accept) {
    Accept parsed = Accept.parse(List.of(accept));
    assertThat(parsed.prefersStream()).isFalse();
    assertThat(parsed.json()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/*;q=0",
        "text/html",
        "text/event-stream;q=0",
        "text/event-stream;q=0, text/*",
        "application/json;q=0",
        "application/json;q=0, */*",
        "application/*;q=0, */*",
        "application/problem+json",
      })
  void neither_otherwise(String accept) {
    Accept parsed = Accept.parse(List.of(accept));
    assertThat(parsed.prefersStream()).isFalse();
    assertThat(Problems.typeOf(() -> parsed.requireJson(""))).isEqualTo(ProblemType.NOT_ACCEPTABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "text/", "*/json", "application/json;q=2", "a/b;q=x", "a b/c"})
  void malformed_isRefused(String accept) {
    assertThat(Problems.typeOf(() -> Accept.parse(List.of(accept))))
        .isEqualTo(ProblemType.NOT_ACCEPTABLE);
  }

  @Test
  void parse_readsAllHeaders() {
    assertThat(Accept.parse(List.of()).json()).isEqualTo(1);
    assertThat(Accept.parse(List.of("application/json;q=0.5", "text/event-stream")).prefersStream())
        .isTrue();
    assertThat(Accept.parse(List.of("text/event-stream;q=0.5", "application/json")).prefersStream())
        .isFalse();
  }
}
