package dev.belfry.stream;

import java.io.File;
import org.apache.catalina.core.StandardContext;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Lets Tomcat do without directories of its own, which it would make in {@code java.io.tmpdir}: the
 * service has no files to serve and keeps none, and runs on a file system that nobody may write to.
 * It holds for the port of the service and for that of the operators.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
final class TomcatDirectoriesConfiguration {

  /**
   * A directory that is there wherever the service runs, and that others do not write to: Tomcat
   * would load classes from a WEB-INF in it.
   */
  private static final File NEVER_WRITTEN = new File(System.getProperty("java.home"));

  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE) // ahead of Boot's own, so that server.tomcat.basedir wins
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> withoutDirectories() {
    return factory -> {
      factory.setBaseDirectory(NEVER_WRITTEN);
      factory.setDocumentRoot(NEVER_WRITTEN);
      factory.addContextCustomizers(context -> {
        if (context instanceof StandardContext standard) {
          standard.setWorkDir(NEVER_WRITTEN.getPath());
        }
      });
    };
  }
}
