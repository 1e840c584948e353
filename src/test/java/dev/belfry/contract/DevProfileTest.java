package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Trying Belfry on one's own machine, with nothing configured. */
@ExtendWith(OutputCaptureExtension.class)
final class DevProfileTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.startWithoutKey("--spring.profiles.active=dev");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void publish_needsNoKey() {
    String topic = service.topic();
    String id = service.post(Service.events(topic)).json("1").send().is(201).id();
    assertThat(service.history(topic, "").ids()).containsExactly(id);
    service.post("/events").json("{\"topics\":[\"a\"],\"data\":1}").send().is(201);
  }

  @Test
  void listing_needsNoKey() {
    String topic = service.topic();
    service.post(Service.events(topic)).json("1").send().is(201);
    assertThat(service.get("/topics").send().is(200).body()).contains("\"" + topic + "\"");
  }

  @Test
  void console_isServed() {
    Answer console = service.get("/").accept("text/html,*/*;q=0.8").send().is(200);
    assertThat(console.mediaType()).isEqualTo("text/html");
    assertThat(console.body()).containsIgnoringCase("<html");
  }

  @Test
  void clock_ticks() {
    try (Subscriber stream = service.subscribe("clock")) {
      assertThat(stream.nextEvent().event()).as("the type: none, for onmessage").isNull();
      assertThat(stream.nextText()).matches("\\{\"time\":\"[-0-9]+T[0-9:.]+Z\"}");
    }
  }

  @Test
  void refusedPages_areToldOfInTheLog_eachOnce(CapturedOutput output) {
    try (Service fresh = Service.startWithoutKey("--spring.profiles.active=dev")) {
      for (int i = 0; i < 3; i++) {
        fresh.get("/topics/t/events").origin("null").send().is(403);
      }
      assertThat(output.getOut())
          .containsOnlyOnce("Origin: null")
          .contains("belfry.cors.public-reads");
      for (int i = 0; i < 100; i++) {
        fresh.get("/topics/t/events").origin("https://o" + i + ".example").send().is(403);
      }
      assertThat(output.getOut().lines().filter(line -> line.contains("request was refused")))
          .as("ever new origins do not fill the log")
          .hasSizeBetween(2, 20);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:3000",
        "http://localhost:1",
        "http://localhost",
        "https://localhost:3000",
        "http://app.localhost:5173",
        "http://127.0.0.1:5173",
        "http://127.8.8.8:5173",
        "http://[::1]:5173",
        "http://[::1]",
      })
  void localOrigin_isAllowed(String origin) {
    String topic = service.topic();
    Answer answer = service.post(Service.events(topic)).origin(origin).json("1").send().is(201);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost.evil.example",
        "http://localhost.evil.example:3000",
        "http://127.0.0.1.evil.example:3000",
        "http://evil-localhost:3000",
        "http://localhost:3000/",
        "http://127.0.0.1.1:3000",
        "http://[::2]:3000",
        "capacitor://localhost",
        "null",
      })
  void otherOrigin_isForbiddenHereToo(String origin) {
    String topic = service.topic();
    service
        .post(Service.events(topic))
        .origin(origin)
        .json("1")
        .send()
        .isProblem(403, "origin-not-allowed");
    assertThat(service.history(topic, "").events()).isEmpty();
  }

  @Test
  void otherProfile_hasNoClock() {
    try (Service ordinary = Service.start()) {
      assertThat(ordinary.get("/topics").key().send().is(200).body()).doesNotContain("\"clock\"");
      ordinary.get("/").accept("text/html").send().isProblem(404, "not-found");
    }
  }
}
