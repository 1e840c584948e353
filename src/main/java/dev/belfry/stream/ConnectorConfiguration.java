package dev.belfry.stream;

import dev.belfry.config.MemoryBudget;
import dev.belfry.config.StreamsProperties;
import dev.belfry.hub.Streams;
import org.apache.catalina.Context;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Sets Tomcat's connector up for many streams, and for a polite refusal of all else. */
@Configuration(proxyBeanMethods = false)
final class ConnectorConfiguration {

  @Bean
  Connectors connectors() {
    return new Connectors();
  }

  @Bean
  ConnectorDrain connectorDrain(Connectors connectors) {
    return new ConnectorDrain(connectors, System::nanoTime);
  }

  @Bean
  ConnectionMetrics connectionMetrics(Connectors connectors, MemoryBudget budget) {
    return new ConnectionMetrics(connectors, budget.connections());
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> manyStreams(
      Streams streams, MemoryBudget budget, StreamsProperties properties, Connectors connectors) {
    StreamingEndpoint.Settings settings =
        new StreamingEndpoint.Settings(
            budget.connections(),
            streams::size,
            properties.stallTimeout(),
            System::currentTimeMillis);
    return factory -> {
      factory.setProtocol(StreamingProtocol.class.getName());
      factory.addConnectorCustomizers(connector -> {
        connectors.found(connector);
        setUp(connector, streams.most() + budget.connections());
        if (connector.getProtocolHandler() instanceof StreamingProtocol protocol) {
          protocol.endpoint().use(settings);
        }
      });
    };
  }

  private static void setUp(Connector connector, int connections) {
    // beyond the limit of streams, so that one more client is told so and not left waiting
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

  private static void set(Connector connector, String property, int value) {
    if (!connector.setProperty(property, Integer.toString(value))) {
      throw new IllegalStateException("Tomcat's connector has no property " + property);
    }
  }

  /** What Tomcat itself refuses gets an answer of ours in place of its page of HTML. */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE) // behind Boot's own, which adds a valve for such pages
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> readableRefusals(
      ObjectProvider<RefusalWriter> writer) {
    return factory -> factory.addContextCustomizers(context -> refuseReadably(context, writer));
  }

  private static void refuseReadably(Context context, ObjectProvider<RefusalWriter> writer) {
    if (context.getParent() instanceof StandardHost host) {
      host.setErrorReportValveClass("");
      for (Valve valve : host.getPipeline().getValves()) {
        if (valve instanceof ErrorReportValve) {
          host.getPipeline().removeValve(valve);
        }
      }
      host.getPipeline().addValve(new RefusalValve(writer::getObject));
    }
  }
}
