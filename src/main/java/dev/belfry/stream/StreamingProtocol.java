package dev.belfry.stream;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 on NIO, with an {@linkplain StreamingEndpoint endpoint} that keeps room and
 * stops politely.
 *
 * <p>Public, with a public constructor, only because Tomcat creates it by its name.
 */
public final class StreamingProtocol extends Http11NioProtocol {

  private final StreamingEndpoint endpoint;

  /** Called by Tomcat. */
  public StreamingProtocol() {
    this(new StreamingEndpoint());
  }

  private StreamingProtocol(StreamingEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  StreamingEndpoint endpoint() {
    return endpoint;
  }
}
