package dev.belfry.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belfry.config.UnusableConfigurationException;
import dev.belfry.event.TopicName;
import dev.belfry.web.PublisherAccess.Decision;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyPublisherAccessTest {

  private static final Set<TopicName> TOPICS = Set.of(new TopicName("a"));

  @ParameterizedTest
  @ValueSource(strings = {"Bearer s3cret", "bearer s3cret", "BEARER   s3cret", "Bearer s3cret "})
  void key_isAllowed(String credentials) {
    assertThat(decide("s3cret", false, credentials)).isEqualTo(new Decision.Allowed("owner"));
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
    assertThat(decide("s3cret", false, credentials)).isEqualTo(new Decision.Unauthorized());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "Bearer ", "Bearer x", "Bearer null"})
  void noKey_nobodyIsAllowed(@Nullable String credentials) {
    assertThat(decide(null, false, credentials)).isEqualTo(new Decision.Unauthorized());
    assertThat(decide(" ", false, credentials)).isEqualTo(new Decision.Unauthorized());
  }

  @Test
  void open_everybodyIs() {
    assertThat(decide(null, true, null)).isEqualTo(new Decision.Allowed("anyone"));
    assertThat(decide("s3cret", true, "Bearer x")).isEqualTo(new Decision.Allowed("anyone"));
  }

  @Test
  void key_mustFitAHeader_andIsNotPrinted() {
    assertThatExceptionOfType(UnusableConfigurationException.class)
        .isThrownBy(() -> new PublishProperties("grün und", false))
        .withMessageContaining("belfry.publish.key")
        .withMessageNotContaining("grün");
    assertThat(new PublishProperties("s3cret", false)).asString().doesNotContain("s3cret");
  }

  private static Decision decide(@Nullable String key, boolean open, @Nullable String credentials) {
    return new KeyPublisherAccess(new PublishProperties(key, open)).decide(credentials, TOPICS);
  }
}
