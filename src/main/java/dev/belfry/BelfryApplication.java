package dev.belfry;

import dev.belfry.store.file.Inspection;
import java.util.Arrays;
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

  private static final String INSPECT = "inspect";

  /** Runs the service until a signal stops it; or prints a store's directory, if asked to. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals(INSPECT)) {
      System.exit(
          Inspection.run(Arrays.asList(args).subList(1, args.length), System.out, System.err));
    }
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
