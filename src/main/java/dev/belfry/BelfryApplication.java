package dev.belfry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Belfry. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BelfryApplication {

  public static void main(String[] args) {
    SpringApplication.run(BelfryApplication.class, args);
  }
}
