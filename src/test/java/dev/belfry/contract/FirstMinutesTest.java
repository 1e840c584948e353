package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What is said to someone who does not know the service yet: at the start, and when refused. */
@ExtendWith(OutputCaptureExtension.class)
final class FirstMinutesTest {

  private static final String SAY_ALL = "--logging.level.dev.belfry=info";

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String detail(Answer answer) {
    return answer.json().path("detail").asString();
  }

  @Test
  void startInDev_saysWhatToOpen(CapturedOutput output) {
    try (Service dev = Service.startWithoutKey("--spring.profiles.active=dev", SAY_ALL)) {
      assertThat(output.getOut())
          .contains(
              "Open http://localhost:%d/, from this machine only; ".formatted(dev.port())
                  + "events are in memory, and gone when it ends (belfry.store=memory)")
          .contains("Everybody may publish");
    }
  }

  @Test
  void start_saysWhereItIs_whatIsKept_andWhatNeedsTheKey(
      @TempDir Path directory, CapturedOutput output) {
    try (Service kept =
        Service.startWithStore("file", directory, SAY_ALL, "--server.servlet.context-path=/live")) {
      assertThat(output.getOut())
          .contains(
              "Serving http://localhost:%d/live/, from everywhere; ".formatted(kept.port())
                  + "events are on this machine's disk (belfry.store=file)")
          .contains("need the key (belfry.publish.key); reading needs none");
    }
  }

  @Test
  void startWithoutAKey_saysHowToHaveOne(CapturedOutput output) {
    try (Service closed = Service.startWithoutKey(SAY_ALL)) {
      assertThat(output.getOut())
          .contains("Serving http://localhost:%d/, from everywhere".formatted(closed.port()))
          .contains("Nobody may publish", "belfry.publish.key");
    }
  }

  @Test
  void postWithoutAKey_isToldWhichHeader() {
    assertThat(detail(service.post("/topics/t/events").json("1").send().is(401)))
        .contains("Authorization: Bearer <key>", "belfry.publish.key");
  }

  @Test
  void postWithAnotherKey_isToldThatItIsAnother() {
    assertThat(
            detail(
                service
                    .post("/topics/t/events")
                    .header("Authorization", "Bearer other")
                    .json("1")
                    .send()
                    .is(401)))
        .contains("not the one", "belfry.publish.key")
        .doesNotContain("other\"");
  }

  @Test
  void postWithAnotherScheme_isToldTheScheme() {
    assertThat(
            detail(
                service
                    .post("/topics/t/events")
                    .header("Authorization", "Basic dTpw")
                    .json("1")
                    .send()
                    .is(401)))
        .contains("has to be Bearer <key>");
  }

  @Test
  void wrongPath_isToldWhereEventsAre() {
    for (String path : new String[] {"/topics/t/event", "/topics/t/events/", "/topic/t", "/sse"}) {
      assertThat(detail(service.get(path).send().is(404)))
          .as(path)
          .contains("/topics/{topic}/events");
    }
  }

  @Test
  void pathWithTwoSlashes_isToldSo() {
    assertThat(detail(service.get("//topics/t/events").send().is(404))).contains("//");
    assertThat(detail(service.get("/topics/t;v=1/events").send().is(404))).contains("semicolon");
  }

  @Test
  void console_isElsewhere_andThatIsSaid() {
    assertThat(detail(service.get("/").send().is(404))).contains("console", "profile dev");
  }

  @Test
  void postToATopic_isToldWhereToPost() {
    assertThat(detail(service.post("/topics/t").key().json("1").send().is(405)))
        .contains("GET, HEAD, OPTIONS", "/topics/{topic}/events");
    assertThat(detail(service.call("PUT", "/topics/t/events").key().json("1").send().is(405)))
        .contains("GET, HEAD, OPTIONS, POST");
  }
}
