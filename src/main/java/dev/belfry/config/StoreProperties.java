package dev.belfry.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which store.
 *
 * @param store what keeps the events: memory (nothing survives a restart) or file (nothing that was
 *     acknowledged is lost)
 */
@ConfigurationProperties("belfry")
public record StoreProperties(@DefaultValue("memory") Kind store) {

  /** The stores there are. */
  public enum Kind {
    /** Nothing survives a restart; subscribers are told. */
    MEMORY,
    /** On a disk of this machine. */
    FILE
  }
}
