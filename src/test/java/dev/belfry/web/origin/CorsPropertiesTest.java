package dev.belfry.web.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsPropertiesTest {

  private static CorsProperties origins(String... origins) {
    return new CorsProperties(List.of(origins), List.of(), false, false);
  }

  private static CorsProperties headers(String... names) {
    return new CorsProperties(List.of(), List.of(names), false, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.example.org",
        "http://localhost:3000",
        "https://example.org:8443",
        "http://[::1]:3000",
        "http://127.0.0.1",
        "http://a_b",
        "http://example.org:443",
        "https://xn--bcher-kva.example",
        "capacitor://localhost",
        "ionic://localhost",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
      })
  void whatBrowsersSend_isTakenAsItIs(String origin) {
    assertThat(origins(origin).allowedOrigins()).containsExactly(origin);
  }

  /** The second column is what Chromium says of {@code new URL(first).origin}. */
  @ParameterizedTest
  @CsvSource({
    "https://b\u00fccher.example, https://xn--bcher-kva.example",
    "https://B\u00dcCHER.example, https://xn--bcher-kva.example",
    "https://bu\u0308cher.example, https://xn--bcher-kva.example",
    "https://b\u00fccher\u3002example:8443, https://xn--bcher-kva.example:8443",
    "https://\u4f8b\u3048.\u30c6\u30b9\u30c8, https://xn--r8jz45g.xn--zckzah",
    "HTTPS://WWW.Example.ORG, https://www.example.org",
    "https://example.org:443, https://example.org",
    "http://example.org:80, http://example.org",
    "http://example.org:08080, http://example.org:8080",
    "http://[0:0:0:0:0:0:0:1]:3000, http://[::1]:3000",
    "http://[2001:DB8:0:0:1:0:0:1], http://[2001:db8::1:0:0:1]",
    "http://[2001:db8:0:1:1:1:1:1], http://[2001:db8:0:1:1:1:1:1]",
    "http://[1:0:0:0:0:0:0:0], http://[1::]",
    "http://[::], http://[::]",
    "http://[::ffff:127.0.0.1], http://[::ffff:7f00:1]",
    "http://127.1:3000, http://127.0.0.1:3000",
    "http://0x7f.0.0.1, http://127.0.0.1",
    "http://2130706433, http://127.0.0.1",
  })
  void otherForms_becomeWhatBrowsersSend(String origin, String sent) {
    assertThat(origins(origin).allowedOrigins()).containsExactly(sent);
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
        "https://example.org.",
        "https://example.org:",
        "https://example.org:0",
        "https://example.org:65536",
        "https://example.org:http",
        "https://a..b",
        "https://ex%41mple.org",
        "https://exa|mple.org",
        "https://127.0.0.256",
        "https://a.1",
        "http://::1",
        "http://[::1",
        "http://[::1%25lo]",
        "http://[fe80::1%eth0]:3000",
        "http://[localhost]",
        "https://fa\u00df.example",
        "www.example.org",
        "example.org:8080",
        "//example.org",
        "https://",
        "https:",
        "https://:8080",
        "null",
        "",
        " https://example.org",
        "https://exa mple.org",
        "file://",
        "file:///home/me",
        "ws://example.org",
        "wss://example.org",
        "data:text/html,a",
        "1a://localhost",
      })
  void othersWouldNeverMatch_andStopTheStart(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> origins(origin))
        .withMessageContaining("belfry.cors.allowed-origins");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "file://a"})
  void pagesWithoutAnOrigin_areToldTheOtherKey(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> origins(origin))
        .withMessageContaining("belfry.cors.public-reads");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Request-ID", "x-datadog-trace-id", "b3", "newrelic"})
  void namesOfHeaders_areTaken(String name) {
    assertThat(headers(name).allowedHeaders()).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "X-*", "", " ", "X-A: 1", "X A", "X-A;X-B", "\u00fc"})
  void whatIsNoName_stopsTheStart(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> headers(name))
        .withMessageContaining("belfry.cors.allowed-headers");
  }
}
