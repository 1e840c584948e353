package dev.belfry.security;

import dev.belfry.config.UnusableConfigurationException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may publish.
 *
 * @param key The key that publishers send as Authorization: Bearer &lt;key&gt;, printable ASCII
 *     without spaces; without one nobody may publish.
 * @param open Whether everybody may publish, without a key; meant for development.
 */
@ConfigurationProperties("belfry.publish")
record PublishProperties(@Nullable String key, @DefaultValue("false") boolean open) {

  /**
   * @throws UnusableConfigurationException if the key could not be sent; the message names the
   *     property
   */
  PublishProperties {
    key = key == null || key.isBlank() ? null : key.strip();
    if (key != null && !key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new UnusableConfigurationException(
          "belfry.publish.key must be printable ASCII without spaces, or no header can carry it.",
          "Take another one, for example what `openssl rand -hex 32` prints.",
          List.of("belfry.publish.key"));
    }
  }

  /** Without the key: this may be logged. */
  @Override
  public String toString() {
    return "PublishProperties[key=" + (key == null ? "none" : "***") + ", open=" + open + "]";
  }
}
