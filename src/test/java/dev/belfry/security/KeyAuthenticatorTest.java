package dev.belfry.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belfry.access.Credentials;
import dev.belfry.config.UnusableConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyAuthenticatorTest {

  @ParameterizedTest
  @ValueSource(strings = {"Bearer s3cret", "bearer s3cret", "BEARER   s3cret", "Bearer s3cret "})
  void key_isAllowed(String credentials) {
    assertThat(publisher("s3cret", false, credentials)).isEqualTo("owner");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "s3cret",
        "Bearer",
        "Bearer ",
        "Bearer S3CRET",
        "Bearer s3cret x",
        "Bearers3cret",
        "Basic s3cret",
        "Bearer s3cre",
        "Bearer null"
      })
  void others_areNot(@Nullable String credentials) {
    assertThat(publisher("s3cret", false, credentials)).isNull();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "Bearer ", "Bearer x", "Bearer null"})
  void noKey_nobodyIsAllowed(@Nullable String credentials) {
    assertThat(publisher(null, false, credentials)).isNull();
    assertThat(publisher(" ", false, credentials)).isNull();
  }

  @Test
  void open_everybodyIs() {
    assertThat(publisher(null, true, null)).isEqualTo("anyone");
    assertThat(publisher("s3cret", true, "Bearer x")).isEqualTo("anyone");
  }

  @Test
  void credentials_areNotPrinted() {
    assertThat(new Credentials("Bearer s3cret", "192.0.2.1"))
        .asString()
        .doesNotContain("s3cret")
        .contains("192.0.2.1");
  }

  @Test
  void key_mustFitAHeader_andIsNotPrinted() {
    assertThatExceptionOfType(UnusableConfigurationException.class)
        .isThrownBy(() -> new PublishProperties("grün und", false))
        .withMessageContaining("belfry.publish.key")
        .withMessageNotContaining("grün");
    assertThat(new PublishProperties("s3cret", false)).asString().doesNotContain("s3cret");
  }

  private static @Nullable String publisher(
      @Nullable String key, boolean open, @Nullable String credentials) {
    return new KeyAuthenticator(new PublishProperties(key, open))
        .authenticate(new Credentials(credentials, "192.0.2.1"))
        .publisher();
  }
}
