package dev.belfry.web.origin;

import dev.belfry.web.problem.ProblemWriter;
import java.net.InetAddress;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Protects the port for operators like the service itself in the profile {@code dev}, as long as it
 * listens on this machine only: nothing but its address protects it, and a name that leads to this
 * machine would go around that.
 *
 * <p>It is named in {@code META-INF/spring}, for the server on that port has a context of its own.
 * It is no {@code @Configuration}, so that the service's own context does not find it as well.
 */
final class ManagementHosts {

  @Bean
  @ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
  FilterRegistrationBean<LoopbackHostFilter> managementHostFilter(
      ProblemWriter problems, RefusalLog log, ManagementServerProperties server) {
    InetAddress address = server.getAddress();
    FilterRegistrationBean<LoopbackHostFilter> registration =
        new FilterRegistrationBean<>(
            new LoopbackHostFilter(
                problems, log, "let a proxy on this machine send Host: localhost"));
    registration.setEnabled(address != null && address.isLoopbackAddress());
    registration.setOrder(OriginConfiguration.FIRST);
    return registration;
  }
}
