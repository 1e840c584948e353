package dev.belfry.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;

/** The connectors of this service. Thread-safe. */
final class Connectors {

  private volatile List<Connector> found = List.of();

  void found(Connector connector) {
    List<Connector> more = new ArrayList<>(found);
    more.add(connector);
    found = List.copyOf(more);
  }

  /** Whether all of them speak plain HTTP/1.1 on NIO, and none compresses event streams. */
  boolean allowTakeOver() {
    return !found.isEmpty() && found.stream().allMatch(Connectors::allowsTakeOver);
  }

  private static boolean allowsTakeOver(Connector connector) {
    return connector.getProtocolHandler() instanceof Http11NioProtocol protocol
        && !protocol.isSSLEnabled()
        && (protocol.getCompression().equals("off")
            || !protocol.getCompressibleMimeType().contains("text/event-stream"));
  }

  /** Connections that are no streams. */
  int othersThanStreams() {
    return endpoints().mapToInt(StreamingEndpoint::othersThanStreams).sum();
  }

  /** Connections that were closed because they had been silent and others needed the room. */
  long hungUp() {
    return endpoints().mapToLong(StreamingEndpoint::hungUp).sum();
  }

  /** Closes the sockets that listen; each answer from here on ends its connection. */
  void stopAccepting() {
    found.forEach(connector -> connector.getProtocolHandler().closeServerSocketGraceful());
  }

  /** Whether a request is being served, or a part of one has come. */
  boolean areAnswering() {
    return endpoints().anyMatch(StreamingEndpoint::isAnswering);
  }

  /** Ends the connections of all requests that are being served. Returns how many there were. */
  int cutOff() {
    return endpoints().mapToInt(StreamingEndpoint::cutOff).sum();
  }

  private Stream<StreamingEndpoint> endpoints() {
    return found.stream()
        .map(Connector::getProtocolHandler)
        .filter(StreamingProtocol.class::isInstance)
        .map(handler -> ((StreamingProtocol) handler).endpoint());
  }
}
