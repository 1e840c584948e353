package dev.belfry.web.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopbackHostFilterTest {

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LocalHost:1",
        "localhost.",
        "app.localhost:8080",
        "a.b.localhost",
        "127.0.0.1",
        "127.0.0.1:65535",
        "127.1.2.3:80",
        "127.1",
        "[::1]",
        "[::1]:8080",
        "[0:0:0:0:0:0:0:1]:8080",
        "[::ffff:127.0.0.1]:8080",
      })
  void thisMachine_isAnswered(String host) {
    assertThat(LoopbackHostFilter.isOfThisMachine(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "evil-localhost",
        "localhost.evil",
        "evillocalhost:8080",
        ".localhost",
        "127.0.0.1.evil.example:8080",
        "127.0.0.1.1",
        "1.127.0.0",
        "128.0.0.1",
        "0.0.0.0:8080",
        "192.168.1.5",
        "[::]",
        "[::2]:8080",
        "[fe80::1]",
        "[::1",
        "::1",
        "*",
        "localhost@evil.example",
        " localhost",
      })
  void others_areNot(String host) {
    assertThat(LoopbackHostFilter.isOfThisMachine(host)).isFalse();
  }
}
