package dev.belfry.console;

import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the console page and what belongs to it: these files, and no others. */
@RestController
@Profile("dev")
final class ConsoleController {

  private static final String ONLY_OUR_OWN =
      "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  @GetMapping("/")
  ResponseEntity<ClassPathResource> page() {
    return file("index.html", MediaType.TEXT_HTML);
  }

  @GetMapping("/console.js")
  ResponseEntity<ClassPathResource> script() {
    return file("console.js", new MediaType("text", "javascript"));
  }

  @GetMapping("/console.css")
  ResponseEntity<ClassPathResource> style() {
    return file("console.css", new MediaType("text", "css"));
  }

  /** Browsers ask for it unasked. */
  @GetMapping("/favicon.ico")
  ResponseEntity<Void> icon() {
    return ResponseEntity.noContent().build();
  }

  private static ResponseEntity<ClassPathResource> file(String name, MediaType type) {
    return ResponseEntity.ok()
        .contentType(type)
        .cacheControl(CacheControl.noCache())
        .header("Content-Security-Policy", ONLY_OUR_OWN)
        .header("X-Content-Type-Options", "nosniff")
        .body(new ClassPathResource("console/" + name));
  }
}
