package dev.belfry.web.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictPathFilterTest {

  @ParameterizedTest
  @ValueSource(strings = {"/", "/events", "/topics/a.b..c/events", "/topics/...", "/topics/%61"})
  void plainPaths_pass(String path) {
    assertThat(StrictPathFilter.isAmbiguous(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//events",
        "/topics//events",
        "/events;a=b",
        "/topics/a;/events",
        "/./events",
        "/topics/../events",
        "/topics/..",
        "/topics/%2E%2e/events",
        "/topics/.%2e",
        "/topics/a%2Fevents",
        "/topics/a%2fevents",
        "/topics\\a",
        "/topics%5Ca",
        "/topics/a%00",
      })
  void ambiguousPaths_doNot(String path) {
    assertThat(StrictPathFilter.isAmbiguous(path)).isTrue();
  }
}
