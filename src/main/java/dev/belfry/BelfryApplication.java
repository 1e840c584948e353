package dev.belfry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Belfry. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BelfryApplication {

  /** Runs the service until a signal stops it. */
  public static void main(String[] args) {
    SpringApplication.run(BelfryApplication.class, args);
    // Only now, so that a failed start keeps its own code: to be stopped is an ordinary end, for
    // which the JVM would say 143.
    SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
  }
}
