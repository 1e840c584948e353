package dev.belfry;

import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationListener;

/** Starts Belfry. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BelfryApplication {

  /** Runs the service until a signal stops it. */
  public static void main(String[] args) {
    AtomicBoolean started = new AtomicBoolean();
    SpringApplication application = new SpringApplication(BelfryApplication.class);
    application.addListeners((ApplicationListener<ApplicationStartedEvent>) _ -> started.set(true));
    // To be stopped is an ordinary end, for which the JVM would say 143; a failed start is none.
    SpringApplication.getShutdownHandlers()
        .add(() -> {
          if (started.get()) {
            Runtime.getRuntime().halt(0);
          }
        });
    application.run(args);
  }
}
