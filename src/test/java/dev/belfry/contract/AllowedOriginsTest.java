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

/** Origins and headers that could not mean what whoever wrote them hopes stop the start. */
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
        "wss://www.example.org",
        "https://www.example.org.",
        "https://good.example,*",
        "https://good.example,www.example.org",
      })
  void impossibleOrigin_stopsTheStartAndNamesTheKey(String origins, CapturedOutput output) {
    expectStopped("belfry.cors.allowed-origins", origins, output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "X-*", "X A", "X-A: 1"})
  void impossibleHeader_stopsTheStartAndNamesTheKey(String headers, CapturedOutput output) {
    expectStopped("belfry.cors.allowed-headers", headers, output);
  }

  private static void expectStopped(String key, String value, CapturedOutput output) {
    Throwable failure = catchThrowable(() -> Service.start("--" + key + "=" + value).close());
    assertThat(failure).as("start with %s", value).isNotNull();
    String messages =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .map(Throwable::toString)
            .collect(Collectors.joining("\n"));
    assertThat(messages + output).contains(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://www.example.org", "http://localhost:3000,https://a.example"})
  void exactOrigins_areTaken(String origins) {
    try (Service service = Service.start("--belfry.cors.allowed-origins=" + origins)) {
      service.get("/topics/t").send().is(200);
    }
  }
}
