package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Origins that could not mean what whoever wrote them hopes stop the start. */
@ExtendWith(OutputCaptureExtension.class)
final class AllowedOriginsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://*.example.org",
        "https://www.example.org/",
        "https://www.example.org/app",
        "https://www.example.org?x",
        "www.example.org",
        "www.example.org:8080",
        "//www.example.org",
        "null",
        "https://",
        "https://good.example,*",
        "https://good.example,www.example.org",
      })
  void impossibleOrigin_stopsTheStartAndNamesTheKey(String origins, CapturedOutput output) {
    Throwable failure =
        catchThrowable(() -> Service.start("--belfry.cors.allowed-origins=" + origins).close());
    assertThat(failure).as("start with %s", origins).isNotNull();
    String messages =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .map(Throwable::toString)
            .collect(Collectors.joining("\n"));
    assertThat(messages + output).contains("belfry.cors.allowed-origins");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://www.example.org", "http://localhost:3000,https://a.example"})
  void exactOrigins_areTaken(String origins) {
    try (Service service = Service.start("--belfry.cors.allowed-origins=" + origins)) {
      service.get("/topics/t").send().is(200);
    }
  }
}
