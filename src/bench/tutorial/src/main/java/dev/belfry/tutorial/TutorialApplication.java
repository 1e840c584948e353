package dev.belfry.tutorial;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Broadcasts server-sent events the way tutorials do. */
@SpringBootApplication
public class TutorialApplication {

  public static void main(String[] args) {
    SpringApplication.run(TutorialApplication.class, args);
  }
}
