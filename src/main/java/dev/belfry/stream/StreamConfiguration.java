package dev.belfry.stream;

import dev.belfry.config.StreamsProperties;
import dev.belfry.hub.Hub;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;

/** Puts {@link StreamReturnValueHandler} in place, and sets the connector up for many streams. */
@Configuration(proxyBeanMethods = false)
final class StreamConfiguration {

  /** Connections beside the streams: publishers, readers of history, health checks. */
  private static final int OTHER_CONNECTIONS = 1_000;

  @Bean
  Connectors connectors() {
    return new Connectors();
  }

  /** Ahead of Spring's own handler, which Spring's way of adding one does not allow. */
  @Bean
  SmartInitializingSingleton streamReturnValueHandler(
      RequestMappingHandlerAdapter adapter, StreamsProperties properties, Connectors connectors) {
    return () -> {
      List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>();
      List<HandlerMethodReturnValueHandler> present = adapter.getReturnValueHandlers();
      if (present != null) {
        handlers.addAll(present);
      }
      HandlerMethodReturnValueHandler spring =
          handlers.stream()
              .filter(ResponseBodyEmitterReturnValueHandler.class::isInstance)
              .findFirst()
              .orElseThrow();
      boolean wanted = properties.transport() == StreamsProperties.Transport.SOCKET;
      handlers.addFirst(
          new StreamReturnValueHandler(spring, () -> wanted && connectors.allowTakeOver()));
      adapter.setReturnValueHandlers(handlers);
    };
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> manyStreams(
      Hub hub, Connectors connectors) {
    return factory ->
        factory.addConnectorCustomizers(connector -> {
          connectors.found(connector);
          setUp(connector, hub.maxStreams());
        });
  }

  /**
   * What Tomcat itself refuses, before the application is asked, gets a bare status: its page of
   * HTML is for people, and there are none at the other end.
   */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE) // behind Boot's own, which adds such a valve
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> bareRefusals() {
    return factory -> factory.addContextCustomizers(StreamConfiguration::refuseBarely);
  }

  private static void refuseBarely(Context context) {
    if (context.getParent() instanceof StandardHost host) {
      host.setErrorReportValveClass("");
      for (Valve valve : host.getPipeline().getValves()) {
        if (valve instanceof ErrorReportValve) {
          host.getPipeline().removeValve(valve);
        }
      }
    }
  }

  private static void setUp(Connector connector, int streams) {
    // beyond our own limit, so that one more client is told so and not left waiting
    int connections = Math.max(streams + OTHER_CONNECTIONS, configured(connector));
    set(connector, "maxConnections", connections);
    // what the kernel holds for a reader that does not read
    set(connector, "socket.txBufSize", 128 * 1024);
    // an idle connection keeps these; what they hold is what a system call takes at most
    set(connector, "socket.appReadBufSize", 512);
    set(connector, "socket.appWriteBufSize", 1024);
    // who may not publish is told so before it sends what it has
    connector.setProperty("continueResponseTiming", "onRead");
    // never give a channel of the past to another client
    set(connector, "socket.bufferPool", 0);
  }

  private static int configured(Connector connector) {
    return connector.getProperty("maxConnections") instanceof Integer connections ? connections : 0;
  }

  private static void set(Connector connector, String property, int value) {
    if (!connector.setProperty(property, Integer.toString(value))) {
      throw new IllegalStateException("Tomcat's connector has no property " + property);
    }
  }

  /** The connectors of this service, and whether a socket of theirs can be taken over. */
  static final class Connectors {

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
  }
}
