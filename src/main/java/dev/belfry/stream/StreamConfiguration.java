package dev.belfry.stream;

import dev.belfry.config.StreamsProperties;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;

/** Puts {@link StreamReturnValueHandler} in place. */
@Configuration(proxyBeanMethods = false)
final class StreamConfiguration {

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
}
