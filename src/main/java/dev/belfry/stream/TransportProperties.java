package dev.belfry.stream;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How streams are carried.
 *
 * @param transport socket (taken over from Tomcat where that can be) or emitter (Spring's
 *     asynchronous processing, always)
 */
@ConfigurationProperties("belfry.streams")
record TransportProperties(@DefaultValue("socket") Transport transport) {

  /** The ways there are. */
  enum Transport {
    /** The socket is taken over from Tomcat where that can be. */
    SOCKET,
    /** Spring carries the stream. */
    EMITTER
  }
}
