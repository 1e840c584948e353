package dev.belfry.web.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsPropertiesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.example.org",
        "http://localhost:3000",
        "https://example.org:8443",
        "http://[::1]:3000",
        "http://a_b",
        "capacitor://localhost",
      })
  void exactOrigins_areTaken(String origin) {
    assertThat(new CorsProperties(List.of(origin), false).allowedOrigins()).containsExactly(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://*.example.org",
        "https://example.org/",
        "https://example.org/a",
        "https://example.org?a",
        "https://example.org#a",
        "https://user@example.org",
        "https://user:secret@example.org",
        "https://example.org:443",
        "http://example.org:80",
        "www.example.org",
        "example.org:8080",
        "//example.org",
        "https://",
        "https:",
        "null",
        "",
        " https://example.org",
        "https://exa mple.org",
      })
  void others_stopTheStart(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CorsProperties(List.of(origin), false))
        .withMessageContaining("belfry.cors.allowed-origins");
  }
}
